// One linear layer, 784 inputs to 2 outputs, one sample per call: a class in C++.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <random>
#include <vector>

constexpr int kInputs = 784;
constexpr int kClasses = 2;
constexpr int kWarmup = 100;
constexpr int kCalls = 10'000;
constexpr unsigned kSeed = 42;

class Layer {
  public:
    explicit Layer(unsigned seed) : weight_(kClasses * kInputs), bias_(kClasses)
    {
        std::mt19937 random(seed);
        std::uniform_real_distribution<float> range(-0.5f, 0.5f);
        for (auto &w : weight_)
            w = range(random);
    }

    void predict(const std::vector<float> &x, std::vector<float> &out) const
    {
        for (int r = 0; r < kClasses; ++r) {
            float sum = bias_[r];
            for (int j = 0; j < kInputs; ++j)
                sum += weight_[r * kInputs + j] * x[j];
            out[r] = sum;
        }
    }

  private:
    std::vector<float> weight_, bias_;
};

int main()
{
    using clock = std::chrono::steady_clock;
    Layer model(kSeed);
    std::vector<float> x(kInputs), out(kClasses);
    for (int j = 0; j < kInputs; ++j)
        x[j] = static_cast<float>(j % 256) / 255.0f;

    for (int i = 0; i < kWarmup; ++i)
        model.predict(x, out);
    std::vector<double> times;
    times.reserve(kCalls);
    for (int i = 0; i < kCalls; ++i) {
        const auto start = clock::now();
        model.predict(x, out);
        const auto stop = clock::now();
        times.push_back(std::chrono::duration<double, std::micro>(stop - start).count());
    }

    const double n = static_cast<double>(times.size());
    const double mean = std::accumulate(times.begin(), times.end(), 0.0) / n;
    double squares = 0;
    for (double t : times)
        squares += (t - mean) * (t - mean);
    const double deviation = std::sqrt(squares / (n - 1));
    const double half = 1.96 * deviation / std::sqrt(n);
    std::sort(times.begin(), times.end());

    std::printf("logits %f %f\n", out[0], out[1]);
    std::FILE *file = std::fopen("aprender_results.json", "w");
    if (!file)
        return 1;
    std::fprintf(file, "{\"config\": {\"seed\": %u, \"warmup_iterations\": %d, \"benchmark_iterations\": %d},\n", kSeed, kWarmup, kCalls);
    std::fprintf(file, " \"results\": [{\"name\": \"classes\", \"iterations\": %zu, \"mean_us\": %.6f, \"std_us\": %.6f,\n", times.size(), mean, deviation);
    std::fprintf(file, "  \"ci_95_lower\": %.6f, \"ci_95_upper\": %.6f,\n", mean - half, mean + half);
    std::fprintf(file, "  \"p50_us\": %.6f, \"p95_us\": %.6f, \"p99_us\": %.6f,\n", times[times.size() / 2],
                 times[static_cast<std::size_t>(n * 0.95)], times[static_cast<std::size_t>(n * 0.99)]);
    std::fprintf(file, "  \"min_us\": %.6f, \"max_us\": %.6f, \"throughput_per_sec\": %.3f}]}\n", times.front(), times.back(), 1e6 / mean);
    return std::fclose(file) != 0;
}
