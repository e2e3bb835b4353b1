#!/bin/sh
cargo build --release
hyperfine --warmup 5 --runs 50 --export-json results.json 'python3 classify.py 1' './target/release/classify 1'
