// 784 -> 2 logits of one sample: one sum, or four.
#define ANKERL_NANOBENCH_IMPLEMENT
#include <nanobench.h>

#include <fstream>
#include <vector>

constexpr int kInputs = 784;
constexpr int kClasses = 2;

struct Layer {
  std::vector<float> weight, bias;

  Layer() : weight(kClasses * kInputs), bias(kClasses) {
    for (int i = 0; i < kClasses * kInputs; ++i) weight[i] = (i % 13) / 13.0f - 0.5f;
  }

  void predict(const std::vector<float>& x, std::vector<float>& out) const {
    for (int row = 0; row < kClasses; ++row) {
      float sum = bias[row];
      for (int j = 0; j < kInputs; ++j) sum += weight[row * kInputs + j] * x[j];
      out[row] = sum;
    }
  }
};

int main() {
  Layer layer;
  std::vector<float> x(kInputs), out(kClasses);
  for (int j = 0; j < kInputs; ++j) x[j] = (j % 256) / 255.0f;

  ankerl::nanobench::Bench bench;
  bench.title("linear").warmup(100).epochs(10000).minEpochIterations(10);

  bench.run("one sum", [&] {
    layer.predict(x, out);
    ankerl::nanobench::doNotOptimizeAway(out);
  });

  bench.run("four sums", [&] {
    for (int row = 0; row < kClasses; ++row) {
      const float* w = layer.weight.data() + row * kInputs;
      float a = layer.bias[row], b = 0.0f, c = 0.0f, d = 0.0f;
      for (int j = 0; j < kInputs; j += 4) {
        a += w[j] * x[j];
        b += w[j + 1] * x[j + 1];
        c += w[j + 2] * x[j + 2];
        d += w[j + 3] * x[j + 3];
      }
      out[row] = a + b + c + d;
    }
    ankerl::nanobench::doNotOptimizeAway(out);
  });

  std::ofstream file("results.json");
  bench.render(ankerl::nanobench::templates::json(), file);
}
