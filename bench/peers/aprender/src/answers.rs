//! One answer for each request of the protocol.
use crate::model::{self, Loaded};
use crate::{facts, region};
use aprender::classification::LogisticRegression;
use aprender::primitives::Matrix;
use serde_json::json;

const MOST_CALLS: u64 = 10_000_000; // of one answer that holds a time for each
const MOST_IN_ROUND: u64 = 1_000_000_000_000;

type Answer = Result<String, String>;

#[derive(Default)]
pub struct Peer {
    model: Option<LogisticRegression>,
    sample: Option<Matrix<f32>>,
}

impl Peer {
    pub fn answer(&mut self, line: &str) -> Answer {
        let (request, rest) = line.split_once(' ').unwrap_or((line, ""));
        match request {
            "identify" | "predict" | "examine" | "counters" | "region" if line != request => {
                Err(format!("{request} takes no argument"))
            }
            "model" | "sample" if rest.is_empty() || rest.contains('\0') => {
                Err(format!("{request} takes the path of a file"))
            }
            "identify" => Ok(facts::identity().to_string()),
            "model" => {
                self.model = Some(model::load_model(rest)?);
                Ok(String::new())
            }
            "sample" => {
                self.sample = Some(model::load_sample(rest)?);
                Ok(String::new())
            }
            "predict" => self.predict(),
            "examine" => self.examine(),
            "calls" => {
                let loaded = self.loaded()?;
                timed(rest, |times| loaded.calls(times))
            }
            "empty" => timed(rest, model::time_nothing),
            "round" => self.round(rest),
            "counters" => counters(),
            "region" => region::enter(&self.loaded()?).map(|()| String::new()),
            _ => {
                let shown: String = request.chars().take(40).collect();
                Err(format!("unknown request '{}'", shown.escape_default()))
            }
        }
    }

    fn loaded(&self) -> Result<Loaded<'_>, String> {
        let missing = |name| format!("there is no {name} yet: send '{name} PATH' first");
        Ok(Loaded {
            model: self.model.as_ref().ok_or_else(|| missing("model"))?,
            sample: self.sample.as_ref().ok_or_else(|| missing("sample"))?,
        })
    }

    fn predict(&self) -> Answer {
        let loaded = self.loaded()?;
        Ok(json!(loaded.model.predict(loaded.sample)).to_string())
    }

    fn examine(&self) -> Answer {
        let loaded = self.loaded()?;
        let probabilities = loaded.model.predict_proba(loaded.sample);
        let probabilities = probabilities.as_slice();
        if probabilities.iter().any(|p| !p.is_finite()) {
            return Err(format!("the result is not finite: {probabilities:?}"));
        }
        let numbers: Vec<String> = probabilities.iter().map(|p| format!("{p:.8e}")).collect();
        Ok(format!("[{}]", numbers.join(", ")))
    }

    fn round(&self, rest: &str) -> Answer {
        let loaded = self.loaded()?;
        let (warm_ups, n) = counts(rest, MOST_IN_ROUND)?;
        loaded.round(warm_ups);
        Ok(loaded.round(n).to_string())
    }
}

fn counts(text: &str, most: u64) -> Result<(u64, u64), String> {
    let number = |word: &str| {
        let digits = !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
        if digits {
            word.parse().ok()
        } else {
            None
        }
    };
    let words = text.split_once(' ');
    let numbers = words.and_then(|(one, other)| Some((number(one)?, number(other)?)));
    let (warm_ups, n) = numbers.ok_or("expected two whole numbers, WARMUPS and N")?;
    if n < 1 || n > most || warm_ups > most {
        return Err(format!("N is from 1 to {most}, WARMUPS from 0 to {most}"));
    }
    Ok((warm_ups, n))
}

fn timed(rest: &str, run: impl Fn(&mut [u64])) -> Answer {
    let (warm_ups, n) = counts(rest, MOST_CALLS)?;
    let (warm_ups, n) = (warm_ups as usize, n as usize);
    let mut times = vec![0; warm_ups.max(n)];
    run(&mut times[..warm_ups]);
    run(&mut times[..n]);
    let words: Vec<String> = times[..n].iter().map(u64::to_string).collect();
    Ok(words.join(" "))
}

fn counters() -> Answer {
    // SAFETY: getrusage fills the structure, for which zeroes are a valid value.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        if libc::getrusage(libc::RUSAGE_SELF, &raw mut usage) != 0 {
            return Err(std::io::Error::last_os_error().to_string());
        }
        usage
    };
    Ok(json!({
        "garbage_collections": 0,
        "page_faults_minor": usage.ru_minflt,
        "page_faults_major": usage.ru_majflt,
        "context_switches_voluntary": usage.ru_nvcsw,
        "context_switches_involuntary": usage.ru_nivcsw,
    })
    .to_string())
}
