// One inference of a linear layer, 784 to 2, marked for `fairlane trace`:
//
//     rustc -O infer.rs -L FOLDER_OF_THE_LIBRARY -C link-arg=-Wl,-rpath,FOLDER_OF_THE_LIBRARY
//     fairlane trace -- ./infer
use std::hint::black_box;

#[link(name = "fairlane_region", kind = "dylib")]
extern "C" {
    fn fl_region_begin();
    fn fl_region_end();
}

const INPUTS: usize = 784;

fn infer(weights: &[[f32; INPUTS]; 2], bias: &[f32; 2], input: &[f32; INPUTS]) -> [f32; 2] {
    let mut logits = *bias;
    for (logit, row) in logits.iter_mut().zip(weights) {
        for (weight, x) in row.iter().zip(input) {
            *logit += weight * x;
        }
    }
    logits
}

fn main() {
    let mut input = [0f32; INPUTS];
    for (i, x) in input.iter_mut().enumerate() {
        *x = (i % 256) as f32 / 255.0;
    }
    let weights = [[0f32; INPUTS], [0.01f32; INPUTS]];
    let bias = [0f32; 2];
    // once outside, so that nothing is done for the first time inside
    black_box(infer(black_box(&weights), &bias, black_box(&input)));
    unsafe { fl_region_begin() };
    let logits = black_box(infer(black_box(&weights), &bias, black_box(&input)));
    unsafe { fl_region_end() };
    println!("{} {}", logits[0], logits[1]);
}
