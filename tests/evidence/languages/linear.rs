//! The plain loop in Rust, in three ways; the call of one of them is the region.
mod layer {
    pub const INPUTS: usize = 784;

    #[inline(never)]
    pub fn indexed(weights: &[f32], bias: &[f32], input: &[f32], logits: &mut [f32]) {
        for k in 0..logits.len() {
            let mut sum = 0.0;
            for i in 0..INPUTS {
                sum += weights[k * INPUTS + i] * input[i];
            }
            logits[k] = sum + bias[k];
        }
    }

    #[inline(never)]
    pub fn zipped(weights: &[f32], bias: &[f32], input: &[f32], logits: &mut [f32]) {
        for ((logit, row), b) in logits.iter_mut().zip(weights.chunks_exact(INPUTS)).zip(bias) {
            *logit = row.iter().zip(input).map(|(w, x)| w * x).sum::<f32>() + b;
        }
    }

    /// Eight sums side by side, which the compiler may pack.
    #[inline(never)]
    pub fn chunked(weights: &[f32], bias: &[f32], input: &[f32], logits: &mut [f32]) {
        for ((logit, row), b) in logits.iter_mut().zip(weights.chunks_exact(INPUTS)).zip(bias) {
            let mut sums = [0.0f32; 8];
            for (w, x) in row.chunks_exact(8).zip(input.chunks_exact(8)) {
                for i in 0..8 {
                    sums[i] += w[i] * x[i];
                }
            }
            *logit = sums.iter().sum::<f32>() + b;
        }
    }
}

fn main() {
    let input: Vec<f32> = (0..layer::INPUTS).map(|i| (i * 5 % 17) as f32 / 16.0).collect();
    let weights: Vec<f32> = (0..2 * layer::INPUTS).map(|i| ((i * 7 % 31) as f32 - 15.0) / 32.0).collect();
    let (bias, mut logits) = ([0.25f32, -0.5], [0.0f32; 2]);
    for way in [layer::indexed, layer::zipped, layer::chunked] {
        way(&weights, &bias, &input, &mut logits);
        println!("logits {} {}", logits[0], logits[1]);
    }
}
