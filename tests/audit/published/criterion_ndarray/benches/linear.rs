use criterion::{black_box, criterion_group, criterion_main, Criterion};
use linear_bench::{predict_ndarray, predict_plain, sample, weights, CLASSES, INPUTS};
use ndarray::{Array1, Array2};

fn bench_linear(c: &mut Criterion) {
    let mut group = c.benchmark_group("linear");
    let weight = weights();
    let bias = vec![0.0f32; CLASSES];
    let x = sample();
    group.bench_function("plain", |b| {
        b.iter(|| black_box(predict_plain(black_box(&weight), black_box(&bias), black_box(&x))))
    });
    let matrix = Array2::from_shape_vec((CLASSES, INPUTS), weights()).unwrap();
    let offset = Array1::zeros(CLASSES);
    let vector = Array1::from_vec(sample());
    group.bench_function("ndarray", |b| {
        b.iter(|| black_box(predict_ndarray(black_box(&matrix), black_box(&offset), black_box(&vector))))
    });
    group.finish();
}

criterion_group!(benches, bench_linear);
criterion_main!(benches);
