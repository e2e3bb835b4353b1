#!/bin/bash
# Made these samples, with llvm-mca 19.1.7: what it answers for processors with a model of their own, and for some of
# which it silently uses another's.
set -euo pipefail
x86='# LLVM-MCA-BEGIN one\naddss %xmm0, %xmm1\n# LLVM-MCA-END\n# LLVM-MCA-BEGIN two\nmulss %xmm0, %xmm1\naddss %xmm1, %xmm2\n# LLVM-MCA-END\n'
arm='# LLVM-MCA-BEGIN one\nfadd s0, s0, s1\n# LLVM-MCA-END\n# LLVM-MCA-BEGIN two\nfmul s0, s0, s1\nfadd s2, s2, s0\n# LLVM-MCA-END\n'
sample() { # MODEL TRIPLE CODE
    printf '%b' "$3" | llvm-mca-19 --json -mtriple="$2" -mcpu="$1" -iterations=1 -resource-pressure=false \
        -instruction-info=false - >"$1.json"
}
for model in znver4 znver5 sapphirerapids; do
    sample "$model" x86_64-linux-gnu "$x86"
done
for model in apple-m1 cortex-a76 neoverse-n1; do
    sample "$model" aarch64-linux-gnu "$arm"
done
