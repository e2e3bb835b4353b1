// The only C++ of this room: Boost.Math behind a C header. The policies turn its exceptions into NaN and
// infinity, and keep it to double: long double would be another format on each architecture (emulated on ARM)
// and gains no digit here.
#include "bench/stats/distributions.h"

#include <cmath>
#include <limits>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace
{
namespace policies = boost::math::policies;
using quiet = policies::policy<
    policies::promote_double<false>, policies::domain_error<policies::ignore_error>,
    policies::pole_error<policies::ignore_error>, policies::overflow_error<policies::ignore_error>,
    policies::underflow_error<policies::ignore_error>, policies::denorm_error<policies::ignore_error>,
    policies::evaluation_error<policies::ignore_error>, policies::rounding_error<policies::ignore_error>,
    policies::indeterminate_result_error<policies::ignore_error>>;
using students_t = boost::math::students_t_distribution<double, quiet>;
using binomial = boost::math::binomial_distribution<double, quiet>;
using beta = boost::math::beta_distribution<double, quiet>;

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

// What the policies do not reach must not cross into C either.
template <typename Function>
double guarded(bool valid, Function function) noexcept
{
    try {
        return valid ? function() : nothing;
    } catch (...) {
        return nothing;
    }
}

// A NaN answers no to both.
bool positive_finite(double x)
{
    return x > 0 && x < std::numeric_limits<double>::infinity();
}

bool probability(double p)
{
    return p > 0 && p < 1;
}
} // namespace

double fl_student_two_sided(double t, double degrees_of_freedom)
{
    if (std::isinf(t) && positive_finite(degrees_of_freedom))
        return 0;
    return guarded(!std::isnan(t) && positive_finite(degrees_of_freedom),
                   [=] { return 2 * cdf(complement(students_t(degrees_of_freedom), std::fabs(t))); });
}

double fl_student_critical(double tail, double degrees_of_freedom)
{
    return guarded(probability(tail) && positive_finite(degrees_of_freedom),
                   [=] { return quantile(complement(students_t(degrees_of_freedom), tail)); });
}

double fl_binomial_at_most(size_t k, size_t trials, double p)
{
    if (k >= trials)
        return probability(p) ? 1 : nothing;
    return guarded(probability(p),
                   [=] { return cdf(binomial(static_cast<double>(trials), p), static_cast<double>(k)); });
}

double fl_binomial_more_than(size_t k, size_t trials, double p)
{
    if (k >= trials)
        return probability(p) ? 0 : nothing;
    return guarded(probability(p), [=] {
        return cdf(complement(binomial(static_cast<double>(trials), p), static_cast<double>(k)));
    });
}

double fl_beta_lower(double tail, double a, double b)
{
    return guarded(probability(tail) && positive_finite(a) && positive_finite(b),
                   [=] { return quantile(beta(a, b), tail); });
}

double fl_beta_upper(double tail, double a, double b)
{
    return guarded(probability(tail) && positive_finite(a) && positive_finite(b),
                   [=] { return quantile(complement(beta(a, b), tail)); });
}
