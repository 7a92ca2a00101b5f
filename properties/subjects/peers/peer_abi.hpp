// What every peer module shares: the exported symbols of the plain-C subject ABI, and the wall that no exception crosses.
// A peer is someone else's library put behind that ABI, so that `actcheck check peer:NAME` judges it like any other subject.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string_view>
#include <utility>

#define ACTCHECK_PEER_EXPORT extern "C" __attribute__((visibility("default")))

namespace actcheck::peers {

// The ABI has no error channel and a peer that cannot compute has no right answer to give: one line says why, and the process
// ends, which the checker reports as a crash of the subject.
template <class Body>
void call_library(const char* peer, const char* symbol, std::size_t n, Body&& body) noexcept
{
    if (n == 0) return;
    try {
        std::forward<Body>(body)();
    } catch (const std::exception& error) {
        const std::string_view what = error.what();  // some libraries append a page of backtrace: the first line is enough
        const auto first_line = static_cast<int>(what.substr(0, what.find('\n')).size());
        std::fprintf(stderr, "peer %s: %s: %.*s\n", peer, symbol, first_line, what.data());
        std::abort();
    } catch (...) {
        std::fprintf(stderr, "peer %s: %s: unknown exception\n", peer, symbol);
        std::abort();
    }
}

}  // namespace actcheck::peers

// One pass of one activation in one format. `forward_call` sees x, y, n, params; `backward_call` sees x, dy, dx, n, params.
#define ACTCHECK_PEER_FORWARD(peer, activation, format, T, forward_call)                                                              \
    ACTCHECK_PEER_EXPORT void activation##_##format(const T* x, T* y, std::size_t n, [[maybe_unused]] const double* params) noexcept  \
    {                                                                                                                                 \
        actcheck::peers::call_library(peer, __func__, n, [&] { forward_call; });                                                      \
    }
#define ACTCHECK_PEER_BACKWARD(peer, activation, format, T, backward_call)                                                            \
    ACTCHECK_PEER_EXPORT void activation##_##format##_backward(                                                                       \
        const T* x, const T* dy, T* dx, std::size_t n, [[maybe_unused]] const double* params) noexcept                                \
    {                                                                                                                                 \
        actcheck::peers::call_library(peer, __func__, n, [&] { backward_call; });                                                     \
    }
#define ACTCHECK_PEER_SYMBOLS(peer, activation, format, T, forward_call, backward_call) \
    ACTCHECK_PEER_FORWARD(peer, activation, format, T, forward_call)                    \
    ACTCHECK_PEER_BACKWARD(peer, activation, format, T, backward_call)

// The gradient of the learnable parameters, summed over the batch. `call` sees x, dy, dparams, n, params.
#define ACTCHECK_PEER_PARAMS_SYMBOL(peer, activation, format, T, call)                                                                \
    ACTCHECK_PEER_EXPORT void activation##_##format##_params_backward(                                                                \
        const T* x, const T* dy, double* dparams, std::size_t n, const double* params) noexcept                                       \
    {                                                                                                                                 \
        *dparams = 0; /* the sum over an empty batch */                                                                               \
        actcheck::peers::call_library(peer, __func__, n, [&] { call; });                                                              \
    }

// Beyond the subject ABI, for the benchmarks: on how many threads of its own the library shall work from now on, the calling
// one among them. `call` sees threads. A peer without this has no threads of its own, and its caller shares out the arrays.
#define ACTCHECK_PEER_THREADS(peer, call)                                                    \
    ACTCHECK_PEER_EXPORT void actcheck_set_threads(unsigned threads) noexcept                \
    {                                                                                        \
        actcheck::peers::call_library(peer, __func__, threads, [&] { call; });               \
    }
