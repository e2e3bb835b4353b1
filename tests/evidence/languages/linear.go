// The plain loop in Go; its call is the region.
package main

import "fmt"

const inputs, outputs = 784, 2

//go:noinline
func linear(weights, bias, input, logits []float32) {
	for k := 0; k < outputs; k++ {
		sum := float32(0)
		for i := 0; i < inputs; i++ {
			sum += weights[k*inputs+i] * input[i]
		}
		logits[k] = sum + bias[k]
	}
}

func main() {
	weights, input := make([]float32, outputs*inputs), make([]float32, inputs)
	bias, logits := []float32{0.25, -0.5}, make([]float32, outputs)
	for i := range input {
		input[i] = float32(i*5%17) / 16
	}
	for i := range weights {
		weights[i] = float32(i*7%31-15) / 32
	}
	linear(weights, bias, input, logits)
	fmt.Printf("logits %.9g %.9g\n", logits[0], logits[1])
}
