// One linear layer, 784 -> 2, float, one sample: a plain loop against Eigen.
#include <benchmark/benchmark.h>
#include <Eigen/Core>
#include <vector>

constexpr int kInputs = 784;
constexpr int kClasses = 2;

static void BM_NaiveLinear(benchmark::State& state) {
  std::vector<float> weight(kClasses * kInputs), x(kInputs), out(kClasses);
  for (int i = 0; i < kClasses * kInputs; ++i) weight[i] = (i % 13) / 13.0f - 0.5f;
  for (int j = 0; j < kInputs; ++j) x[j] = (j % 256) / 255.0f;
  for (auto _ : state) {
    for (int row = 0; row < kClasses; ++row) {
      float sum = 0.0f;
      for (int j = 0; j < kInputs; ++j) sum += weight[row * kInputs + j] * x[j];
      out[row] = sum;
    }
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
}
BENCHMARK(BM_NaiveLinear);

static void BM_EigenLinear(benchmark::State& state) {
  Eigen::Matrix<float, kClasses, kInputs, Eigen::RowMajor> weight;
  Eigen::Matrix<float, kInputs, 1> x;
  for (int i = 0; i < kClasses * kInputs; ++i) weight.data()[i] = (i % 13) / 13.0f - 0.5f;
  for (int j = 0; j < kInputs; ++j) x[j] = (j % 256) / 255.0f;
  for (auto _ : state) {
    Eigen::Matrix<float, kClasses, 1> out = weight * x;
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK(BM_EigenLinear);
