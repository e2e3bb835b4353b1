//! The model and the sample, in aprender's own types, and the loops that time them.
use aprender::classification::LogisticRegression;
use aprender::primitives::Matrix;
use aprender::serialization::safetensors::save_safetensors;
use safetensors::{Dtype, SafeTensors};
use std::collections::BTreeMap;
use std::fs::File;
use std::hint::black_box;
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::time::Instant;

pub const INPUTS: usize = 784;
const LARGEST_FILE: u64 = 1 << 20;

fn read_file(path: &str) -> Result<Vec<u8>, String> {
    let fail = |error: std::io::Error| format!("{path}: {error}");
    // Not blocking: a pipe that nobody writes to would never open.
    let mut options = File::options();
    let file = options.read(true).custom_flags(libc::O_NONBLOCK);
    let file = file.open(path).map_err(fail)?;
    if !file.metadata().map_err(fail)?.is_file() {
        return Err(format!("{path}: is not a regular file"));
    }
    let mut content = Vec::new();
    let limited = &mut file.take(LARGEST_FILE + 1);
    limited.read_to_end(&mut content).map_err(fail)?;
    if content.len() as u64 > LARGEST_FILE {
        return Err(format!("{path}: is larger than {LARGEST_FILE} bytes"));
    }
    Ok(content)
}

/// The float32 values of a tensor of this name and shape.
fn floats(path: &str, content: &[u8], name: &str, shape: &[usize]) -> Result<Vec<f32>, String> {
    let file = SafeTensors::deserialize(content)
        .map_err(|error| format!("{path}: is no safetensors file: {error}"))?;
    let tensor = file
        .tensor(name)
        .map_err(|_| format!("{path}: holds no tensor '{name}'"))?;
    if tensor.dtype() != Dtype::F32 || tensor.shape() != shape {
        return Err(format!("{path}: the tensor '{name}' is not F32 {shape:?}"));
    }
    let bytes = tensor.data().chunks_exact(4);
    Ok(bytes
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect())
}

/// The common model as a logistic regression, through the crate's own file format: it has no other way in.
pub fn load_model(path: &str) -> Result<LogisticRegression, String> {
    let content = read_file(path)?;
    let weight = floats(path, &content, "weight", &[2, INPUTS])?;
    let bias = floats(path, &content, "bias", &[2])?;
    let (row0, row1) = weight.split_at(INPUTS);
    let coefficients = row1.iter().zip(row0).map(|(one, zero)| one - zero);
    let mut tensors = BTreeMap::new();
    tensors.insert(
        "coefficients".to_owned(),
        (coefficients.collect(), vec![INPUTS]),
    );
    tensors.insert("intercept".to_owned(), (vec![bias[1] - bias[0]], vec![1]));

    let file = tempfile::NamedTempFile::new().map_err(|error| format!("{path}: {error}"))?;
    save_safetensors(file.path(), &tensors)?;
    LogisticRegression::load_safetensors(file.path())
}

pub fn load_sample(path: &str) -> Result<Matrix<f32>, String> {
    let values = floats(path, &read_file(path)?, "sample", &[1, INPUTS])?;
    Matrix::from_vec(1, INPUTS, values).map_err(|error| format!("{path}: {error}"))
}

pub struct Loaded<'a> {
    pub model: &'a LogisticRegression,
    pub sample: &'a Matrix<f32>,
}

impl Loaded<'_> {
    /// The inference: a label in a Vec, which is dropped at once, as in a user's loop.
    #[inline]
    pub fn infer(&self) {
        black_box(self.model.predict(black_box(self.sample)));
    }

    /// One inference between two readings of the clock, nothing else.
    pub fn calls(&self, times: &mut [u64]) {
        for time in times {
            let start = Instant::now();
            self.infer();
            *time = start.elapsed().as_nanos() as u64;
        }
    }

    /// n inferences between two readings of the clock.
    pub fn round(&self, n: u64) -> u64 {
        let start = Instant::now();
        for _ in 0..n {
            self.infer();
        }
        start.elapsed().as_nanos() as u64
    }
}

/// The empty call: takes an argument and returns something.
#[inline(never)]
fn nothing(sample: Option<&Matrix<f32>>) -> bool {
    black_box(sample).is_none()
}

/// The loop of calls() around an empty call.
pub fn time_nothing(times: &mut [u64]) {
    for time in times {
        let start = Instant::now();
        black_box(nothing(black_box(None)));
        *time = start.elapsed().as_nanos() as u64;
    }
}
