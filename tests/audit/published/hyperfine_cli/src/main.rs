//! Classifies the sample a number of times and prints the class.
const INPUTS: usize = 784;
const CLASSES: usize = 2;

fn predict(weight: &[f32], bias: &[f32], x: &[f32]) -> [f32; CLASSES] {
    let mut out = [0.0; CLASSES];
    for row in 0..CLASSES {
        let mut sum = bias[row];
        for j in 0..INPUTS {
            sum += weight[row * INPUTS + j] * x[j];
        }
        out[row] = sum;
    }
    out
}

fn main() {
    let count: usize = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(1);
    let weight: Vec<f32> = (0..CLASSES * INPUTS).map(|i| (i % 13) as f32 / 13.0 - 0.5).collect();
    let bias = [0.0f32; CLASSES];
    let x: Vec<f32> = (0..INPUTS).map(|j| (j % 256) as f32 / 255.0).collect();
    let mut out = [0.0; CLASSES];
    for _ in 0..count {
        out = std::hint::black_box(predict(&weight, &bias, std::hint::black_box(&x)));
    }
    println!("{}", if out[1] > out[0] { 1 } else { 0 });
}
