/* The second instrument: Google Benchmark over every kernel that runs here, independent of the laboratory's
 * own clock, loops and statistics. Each kernel is registered twice:
 *
 *   KERNEL/independent  calls that do not wait for one another: reciprocal throughput;
 *   KERNEL/chained      the address of a call's input follows from the last call's outputs: latency.
 *
 * bytes_per_second counts weights and input, read once (9,408 bytes a call of the linear work; the 16 bytes
 * of bias and output are left out, as they are in the floors); flop_per_second counts two operations a
 * multiply-add. The label names the ISA and, for a library, its version and the core type it picked.
 *
 * Debian's libbenchmark says that it was built as DEBUG: it is optimised, but was compiled without NDEBUG. */
#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "bench/base/version.h"
#include "bench/task/task.h"
#include "dispatch/dispatch.h"

extern "C" {
#include "bench/base/clock_check.h"
#include "bench/base/illegal.h"
#include "bench/harness/imitate.h"
#include "bench/harness/trial.h"
#include "bench/harness/verify.h"
#include "dispatch/choice.h"
}

namespace
{

/* What a kernel is called with. 64 bytes: a cache line, and the widest vector. */
struct Arrays {
    alignas(64) float weights[FL_WEIGHTS];
    alignas(64) float bias[FL_OUTPUTS];
    alignas(64) float input[FL_INPUTS];
};

/* The task's model and sample for the linear work, and what the other two kinds of work are given instead. */
struct Inputs {
    Arrays linear, logistic, softmax;
    char model_sha256[65];
};

fl_status prepare(Inputs *inputs, fl_error *error)
{
    fl_model model;
    fl_model_facts facts;
    fl_status status = fl_model_train(FL_DEFAULT_SEED, &model, error);
    if (status == FL_OK)
        status = fl_model_facts_of(&model, &facts, error);
    if (status != FL_OK)
        return status;
    std::memcpy(inputs->model_sha256, model.sha256, sizeof model.sha256);
    std::memcpy(inputs->linear.weights, model.weights, sizeof model.weights);
    std::memcpy(inputs->linear.bias, model.bias, sizeof model.bias);
    fl_task_sample(inputs->linear.input);
    fl_model_difference(&model, inputs->logistic.weights, inputs->logistic.bias);
    fl_task_sample(inputs->logistic.input);
    std::memcpy(inputs->softmax.input, facts.sample_logits, sizeof facts.sample_logits);
    return FL_OK;
}

const Arrays *arrays_for(const Inputs *inputs, fl_work work)
{
    switch (work) {
    case FL_WORK_LOGISTIC_784X1:
        return &inputs->logistic;
    case FL_WORK_SOFTMAX_2:
        return &inputs->softmax;
    case FL_WORK_LINEAR_784X2:
        break;
    }
    return &inputs->linear;
}

/* Zero, but the compiler cannot know. */
std::uint64_t opaque_zero()
{
    std::uint64_t zero = 0;
    asm volatile("" : "+r"(zero));
    return zero;
}

/* The same input, at an address that is not known before the first and the last output are. All loads of the
 * next call hang on that address, so that it cannot begin before the last one ended. The obvious alternative,
 * storing the output into the input, would delay one element alone, leave the other 783 free to run ahead,
 * and add a stall of its own where a vector load spans a
 * narrower store that has not reached the cache yet. */
const float *after(const float *input, const float *output, std::size_t last, std::uint64_t zero)
{
    std::uint32_t first_bits, last_bits;
    std::memcpy(&first_bits, output, sizeof first_bits);
    std::memcpy(&last_bits, output + last, sizeof last_bits);
    return input + ((first_bits | last_bits) & zero);
}

void count(benchmark::State &state, const fl_kernel *kernel)
{
    const fl_shape shape = fl_work_shape(kernel->work);
    const std::size_t bytes = (shape.weights + shape.inputs) * sizeof(float);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
    if (shape.multiply_adds > 0)
        state.counters["flop_per_second"] = benchmark::Counter(2.0 * static_cast<double>(shape.multiply_adds),
                                                               benchmark::Counter::kIsIterationInvariantRate);
    std::string label = fl_isa_name(kernel->isa);
    if (kernel->detail != nullptr)
        label += std::string(": ") + kernel->detail();
    state.SetLabel(label);
}

fl_clock_watch watch;

/* Google Benchmark tries more and more iterations until enough time has passed: by a clock that stands still
 * that never happens. */
void look_at_clock()
{
    fl_error error = {};
    if (fl_clock_look(&watch, &error) == FL_OK)
        return;
    std::fprintf(stderr, "fairlane-gbench: %s\n", error.text);
    std::_Exit(FL_UNABLE);
}

void independent(benchmark::State &state, const fl_kernel *kernel, const Arrays *arrays)
{
    look_at_clock();
    alignas(64) float output[FL_OUTPUTS] = {};
    fl_kernel_function *run = kernel->run;
    fl_cpu_clear_upper(); /* dirty upper halves slow legacy SSE code down, whoever left them */
    for ([[maybe_unused]] auto iteration : state) {
        run(arrays->weights, arrays->bias, arrays->input, output);
        benchmark::ClobberMemory();
    }
    count(state, kernel);
}

void chained(benchmark::State &state, const fl_kernel *kernel, const Arrays *arrays)
{
    look_at_clock();
    alignas(64) float output[FL_OUTPUTS] = {};
    fl_kernel_function *run = kernel->run;
    const std::uint64_t zero = opaque_zero();
    const std::size_t last = fl_work_shape(kernel->work).outputs - 1;
    const float *input = arrays->input;
    fl_cpu_clear_upper();
    for ([[maybe_unused]] auto iteration : state) {
        run(arrays->weights, arrays->bias, input, output);
        benchmark::ClobberMemory();
        input = after(arrays->input, output, last, zero);
    }
    count(state, kernel);
}

/* A kernel that computes something else is not timed: FL_NEGATIVE. */
fl_status register_kernels(const Inputs *inputs, fl_error *error)
{
    const fl_cpu cpu = fl_cpu_detect();
    for (std::size_t index = 0; index < fl_variant_count; index++) {
        fl_availability availability;
        fl_judge(&cpu, index, &availability);
        if (!availability.runs)
            continue;
        const fl_kernel *kernel = availability.variant->kernel;
        const Arrays *arrays = arrays_for(inputs, kernel->work);
        const double off = fl_verify_once(kernel, arrays->weights, arrays->bias, arrays->input);
        if (!(off <= 1.0))
            return fl_fail(error, FL_NEGATIVE,
                           "kernel '%s' errs by %g times the bound of its contract; run: fairlane run",
                           kernel->name, off);
        const std::string name = kernel->name;
        benchmark::RegisterBenchmark((name + "/independent").c_str(), independent, kernel, arrays);
        benchmark::RegisterBenchmark((name + "/chained").c_str(), chained, kernel, arrays);
    }
    return FL_OK;
}

/* Before the constructors of the libraries that are linked
 * in: they call the C library, which may err there. */
__attribute__((constructor(101))) void explain_from_the_first()
{
    fl_explain_illegal_instructions("fairlane-gbench");
}

} // namespace

int main(int argc, char **argv)
{
    static Inputs inputs;
    fl_error error = {};
    unsigned hidden;
    fl_status status = fl_read_hide_of_environment(&hidden, &error);
    if (status == FL_OK)
        fl_imitate(argv);
    fl_set_trial(fl_try_in_child);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return FL_USAGE;
    if (status == FL_OK)
        status = prepare(&inputs, &error);
    if (status == FL_OK)
        status = register_kernels(&inputs, &error);
    if (status == FL_OK)
        status = fl_clock_begin(&watch, &error);
    if (status != FL_OK) {
        std::fprintf(stderr, "fairlane-gbench: %s\n", error.text);
        return status;
    }
    benchmark::AddCustomContext("fairlane_revision", fl_revision);
    char names[160];
    const fl_cpu cpu = fl_cpu_detect();
    fl_name_needs(fl_cpu_hidden(&cpu), names, sizeof names);
    if (*names != '\0')
        benchmark::AddCustomContext("fairlane_hidden_features", names);
    benchmark::AddCustomContext("fairlane_model_sha256", inputs.model_sha256);
    const std::size_t ran = benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    if (fl_clock_end(&watch, &error) != FL_OK) {
        std::fprintf(stderr, "fairlane-gbench: %s\n", error.text);
        return FL_UNABLE;
    }
    return ran > 0 ? FL_OK : FL_USAGE;
}
