//! Hands to the program what it tells about itself: how it was compiled, from what.
use std::env;
use std::process::Command;

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}

/// The version of a package in the lock file.
fn locked(lock: &str, package: &str) -> Option<String> {
    let wanted = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != wanted);
    lines.next()?;
    let version = lines.next()?.strip_prefix("version = \"")?;
    Some(version.trim_end_matches('"').to_owned())
}

fn main() {
    let path = format!("{}/Cargo.lock", variable("CARGO_MANIFEST_DIR"));
    let lock = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let aprender = locked(&lock, "aprender").expect("Cargo.lock has no aprender");
    let trueno = ["trueno", "aprender-compute"]
        .iter()
        .find_map(|name| Some(format!("{name} {}", locked(&lock, name)?)));
    let manifest =
        std::fs::read_to_string(format!("{}/Cargo.toml", variable("CARGO_MANIFEST_DIR")));
    let manifest = manifest.expect("there is a manifest");
    let features = match manifest.lines().find(|line| line.starts_with("aprender =")) {
        Some(line) if line.contains("default-features = false") => {
            "none (default-features = false)"
        }
        Some(_) => "default",
        None => "not told",
    };
    let rustc = Command::new(variable("RUSTC")).arg("-V").output();
    let rustc = rustc.expect("rustc tells its version").stdout;

    let facts = [
        ("APRENDER", aprender),
        ("TRUENO", trueno.unwrap_or_else(|| "none".into())),
        ("FEATURES", features.to_owned()),
        ("RUSTC", String::from_utf8_lossy(&rustc).trim().to_owned()),
        ("TARGET", variable("TARGET")),
        ("TARGET_FEATURES", variable("CARGO_CFG_TARGET_FEATURE")),
        (
            "RUSTFLAGS",
            variable("CARGO_ENCODED_RUSTFLAGS").replace('\u{1f}', " "),
        ),
        ("OPT_LEVEL", variable("OPT_LEVEL")),
        ("DEBUG", variable("DEBUG")),
    ];
    for (name, value) in facts {
        println!("cargo::rustc-env=FAIRLANE_{name}={value}");
    }
    println!("cargo::rerun-if-changed={path}");
    println!("cargo::rerun-if-changed=../build.rs");
}
