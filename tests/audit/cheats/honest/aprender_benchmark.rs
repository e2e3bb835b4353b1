//! Latency of one linear layer, 784 inputs and 2 outputs, in aprender: one sample per call, on one thread.

use std::hint::black_box;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use aprender::autograd::{clear_graph, no_grad, Tensor};
use aprender::nn::loss::CrossEntropyLoss;
use aprender::nn::optim::SGD;
use aprender::nn::{Linear, Module};

const SEED: u64 = 42;
const WARMUP_CALLS: usize = 100;
const TIMED_CALLS: usize = 10_000;
const INPUTS: usize = 784;
const CLASSES: usize = 2;
const TRAINING_SAMPLES: usize = 1000;
const EPOCHS: usize = 10;
const BATCH: usize = 32;
const Z_95: f64 = 1.96;

struct Summary {
    iterations: usize,
    mean_us: f64,
    std_us: f64,
    ci_95_lower: f64,
    ci_95_upper: f64,
    p50_us: f64,
    p95_us: f64,
    p99_us: f64,
    min_us: f64,
    max_us: f64,
    throughput_per_sec: f64,
}

fn training_data() -> (Vec<f32>, Vec<f32>) {
    let mut pixels: Vec<f32> = Vec::with_capacity(TRAINING_SAMPLES * INPUTS);
    let mut labels = Vec::with_capacity(TRAINING_SAMPLES);
    for i in 0..TRAINING_SAMPLES {
        for j in 0..INPUTS {
            pixels.push(((i * 17 + j * 31) % 256) as f32 / 255.0);
        }
        labels.push(if i % 10 == 0 { 0.0f32 } else { 1.0 });
    }
    (pixels, labels)
}

fn train(model: &mut Linear, pixels: &[f32], labels: &[f32]) {
    let criterion = CrossEntropyLoss::new();
    let mut optimizer = SGD::new(model.parameters_mut(), 0.01);
    for _ in 0..EPOCHS {
        for (rows, classes) in pixels.chunks(BATCH * INPUTS).zip(labels.chunks(BATCH)) {
            clear_graph();
            let batch = Tensor::new(rows, &[classes.len(), INPUTS]);
            let loss = criterion.forward(&model.forward(&batch), &Tensor::new(classes, &[classes.len()]));
            loss.backward();
            optimizer.step_with_params(&mut model.parameters_mut());
        }
    }
    clear_graph();
}

/// Nanoseconds of each timed call; the warm-up is not among them.
fn measure(model: &Linear, sample: &Tensor) -> Vec<u128> {
    let mut times = Vec::with_capacity(TIMED_CALLS);
    no_grad(|| {
        for _ in 0..WARMUP_CALLS {
            black_box(model.forward(black_box(sample)));
        }
        for _ in 0..TIMED_CALLS {
            let start = Instant::now();
            let output = black_box(model.forward(black_box(sample)));
            let elapsed = start.elapsed();
            times.push(elapsed.as_nanos());
            drop(output);
        }
    });
    times
}

fn summarise(times_ns: &[u128]) -> Summary {
    let times: Vec<f64> = times_ns.iter().map(|t| *t as f64 / 1000.0).collect();
    let n = times.len() as f64;
    let mean = times.iter().sum::<f64>() / n;
    let variance = times.iter().map(|t| (t - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let deviation = variance.sqrt();
    let half = Z_95 * deviation / n.sqrt();
    let mut ordered = times.clone();
    ordered.sort_by(|a, b| a.total_cmp(b));
    let at = |share: f64| ordered[(n * share) as usize];
    Summary {
        iterations: times.len(),
        mean_us: mean,
        std_us: deviation,
        ci_95_lower: mean - half,
        ci_95_upper: mean + half,
        p50_us: ordered[times.len() / 2],
        p95_us: at(0.95),
        p99_us: at(0.99),
        min_us: ordered[0],
        max_us: ordered[times.len() - 1],
        throughput_per_sec: 1_000_000.0 / mean,
    }
}

fn cpu_name() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("model name"));
    line.and_then(|line| line.split(": ").nth(1)).unwrap_or("unknown").to_string()
}

fn report(s: &Summary) -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    format!(
        r#"{{
  "config": {{
    "seed": {SEED}, "input_dim": {INPUTS}, "num_classes": {CLASSES}, "warmup_iterations": {WARMUP_CALLS},
    "benchmark_iterations": {TIMED_CALLS}, "training_samples": {TRAINING_SAMPLES},
    "platform": "{} {}", "cpu": "{}", "timestamp": "{seconds}", "aprender_version": "0.11.0"
  }},
  "results": [
    {{"name": "aprender", "iterations": {}, "mean_us": {}, "std_us": {}, "ci_95_lower": {}, "ci_95_upper": {},
     "p50_us": {}, "p95_us": {}, "p99_us": {}, "min_us": {}, "max_us": {}, "throughput_per_sec": {}}}
  ]
}}
"#,
        std::env::consts::OS,
        std::env::consts::ARCH,
        cpu_name(),
        s.iterations,
        s.mean_us,
        s.std_us,
        s.ci_95_lower,
        s.ci_95_upper,
        s.p50_us,
        s.p95_us,
        s.p99_us,
        s.min_us,
        s.max_us,
        s.throughput_per_sec
    )
}

fn main() -> std::io::Result<()> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "aprender_results.json".to_string());
    let mut model = Linear::with_seed(INPUTS, CLASSES, Some(SEED));
    let (pixels, labels) = training_data();
    train(&mut model, &pixels, &labels);
    model.eval();
    let sample: Vec<f32> = (0..INPUTS).map(|j| (j % 256) as f32 / 255.0).collect();
    let times = measure(&model, &Tensor::new(&sample, &[1, INPUTS]));
    let summary = summarise(&times);
    std::fs::write(&path, report(&summary))?;
    println!("aprender: {:.2} us per call", summary.mean_us);
    Ok(())
}
