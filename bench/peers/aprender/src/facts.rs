//! What the contestant tells about itself; build.rs and the script `rustc` noted it when it was compiled.
use serde_json::{json, Map, Value};
use std::env;

/// What Cargo gave to rustc, or nothing when it was built without the script.
const CODE_GENERATION: Option<&str> = option_env!("FAIRLANE_CODE_GENERATION");

/// The value of one option: `-C name` or `-C name=value`.
fn option(name: &str) -> Option<&'static str> {
    let words = CODE_GENERATION?.split(' ');
    let mut found = words.filter_map(|word| match word.strip_prefix(name)? {
        "" => Some("fat"),
        value => value.strip_prefix('='),
    });
    found.next_back()
}

fn option_or(name: &str, otherwise: &'static str) -> &'static str {
    option(name).unwrap_or(if CODE_GENERATION.is_some() {
        otherwise
    } else {
        "not told"
    })
}

fn or_none(text: &'static str) -> &'static str {
    if text.is_empty() {
        "none"
    } else {
        text
    }
}

pub fn identity() -> Value {
    let profile = env::current_exe().ok();
    let profile = profile
        .as_deref()
        .and_then(|path| path.parent()?.file_name());
    let mut facts = Map::new();
    let mut tell = |name: &str, value: &str| facts.insert(name.to_owned(), value.into());
    tell(
        "mode",
        "LogisticRegression::predict of Matrix<f32> [1, 784]",
    );
    tell("crate", concat!("aprender ", env!("FAIRLANE_APRENDER")));
    tell("trueno", env!("FAIRLANE_TRUENO"));
    let backend = format!("{:?}", trueno::Backend::select_best());
    tell("trueno_backend", &backend);
    tell("features", env!("FAIRLANE_FEATURES"));
    tell("rustc", env!("FAIRLANE_RUSTC"));
    tell("target", env!("FAIRLANE_TARGET"));
    tell("target_features", or_none(env!("FAIRLANE_TARGET_FEATURES")));
    tell("target_cpu", option_or("target-cpu", "default"));
    tell("rustflags", or_none(env!("FAIRLANE_RUSTFLAGS")));
    tell("profile", &profile.unwrap_or_default().to_string_lossy());
    tell("opt_level", env!("FAIRLANE_OPT_LEVEL"));
    tell(
        "lto",
        option_or("lto", "off between crates (Cargo's default)"),
    );
    tell(
        "codegen_units",
        option_or("codegen-units", "16 (Cargo's default)"),
    );
    tell("debug", env!("FAIRLANE_DEBUG"));
    tell("panic", option_or("panic", "unwind"));
    tell("code_generation", CODE_GENERATION.unwrap_or("not told"));
    tell("threads", "1");
    json!({
        "protocol": "fairlane.peer/1",
        "name": "aprender",
        "version": env!("FAIRLANE_APRENDER"),
        "work": "logistic-784x1",
        "predict_returns": "class",
        "examine_returns": "probability",
        "clock": "std::time::Instant",
        "facts": facts,
    })
}
