//! The crate aprender as a contestant: `LogisticRegression::predict`, speaking fairlane.peer/1 (../protocol.md).
//!
//! A logistic regression of 784 inputs and one output is half of the common task. Its weights are row 1 − row 0 of the
//! common model: the probability of class 1 is then the same.
mod answers;
mod facts;
mod model;
mod region;

use std::fs::File;
use std::io::{self, BufRead, Read, Write};
use std::os::fd::FromRawFd;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

const LONGEST_LINE: u64 = 8192;

/// Nothing but answers comes out of standard output: what a library prints goes to standard error.
fn take_standard_output() -> io::Result<File> {
    // SAFETY: plain system calls; the new descriptor belongs to the File alone.
    unsafe {
        let answers = libc::fcntl(1, libc::F_DUPFD_CLOEXEC, 3);
        if answers < 0 || libc::dup2(2, 1) < 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(File::from_raw_fd(answers))
    }
}

/// One request without its line feed; None at the end of input.
fn read_request(input: &mut impl BufRead) -> io::Result<Option<Result<String, String>>> {
    let mut line = Vec::new();
    if input.take(LONGEST_LINE + 1).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if line.len() as u64 > LONGEST_LINE {
        while line.last() != Some(&b'\n') {
            line.clear();
            if input.take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
                break;
            }
        }
        return Ok(Some(Err(format!(
            "a request has at most {LONGEST_LINE} bytes"
        ))));
    }
    Ok(Some(String::from_utf8(line).map_err(|_| {
        "a request is UTF-8 without a zero byte".into()
    })))
}

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ").chars().take(1000).collect()
}

fn serve() -> io::Result<()> {
    let mut output = take_standard_output()?;
    let mut input = io::stdin().lock();
    let mut peer = answers::Peer::default();
    while let Some(request) = read_request(&mut input)? {
        if request.as_deref() == Ok("quit") {
            return output.write_all(b"ok\n");
        }
        // Whatever a library panics about: the next request may do better.
        let reply = request.and_then(|request| {
            panic::catch_unwind(AssertUnwindSafe(|| peer.answer(&request)))
                .unwrap_or_else(|_| Err("it panicked, see standard error".into()))
        });
        let line = match reply {
            Ok(text) if text.is_empty() => "ok\n".to_owned(),
            Ok(text) => format!("ok {text}\n"),
            Err(why) => format!("error {}\n", one_line(&why)),
        };
        output.write_all(line.as_bytes())?;
    }
    Ok(())
}

fn main() -> ExitCode {
    // SAFETY: no other thread runs yet. Whoever asked has gone: end without a word.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("aprender: {error}");
            ExitCode::FAILURE
        }
    }
}
