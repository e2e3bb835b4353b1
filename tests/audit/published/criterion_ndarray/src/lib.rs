//! A linear layer of 784 inputs and 2 outputs, with ndarray and with plain slices.
use ndarray::{Array1, Array2};

pub const INPUTS: usize = 784;
pub const CLASSES: usize = 2;

pub fn weights() -> Vec<f32> {
    (0..CLASSES * INPUTS).map(|i| (i % 17) as f32 / 17.0 - 0.5).collect()
}

pub fn sample() -> Vec<f32> {
    (0..INPUTS).map(|j| (j % 256) as f32 / 255.0).collect()
}

pub fn predict_ndarray(weight: &Array2<f32>, bias: &Array1<f32>, x: &Array1<f32>) -> Array1<f32> {
    weight.dot(x) + bias
}

pub fn predict_plain(weight: &[f32], bias: &[f32], x: &[f32]) -> [f32; CLASSES] {
    let mut out = [0.0; CLASSES];
    for (row, value) in out.iter_mut().enumerate() {
        let begin = row * INPUTS;
        *value = bias[row] + weight[begin..begin + INPUTS].iter().zip(x).map(|(w, v)| w * v).sum::<f32>();
    }
    out
}
