"""Classifies the sample a number of times and prints the class."""
import sys

import torch

INPUTS = 784
CLASSES = 2


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    torch.manual_seed(42)
    torch.set_num_threads(1)
    model = torch.nn.Linear(INPUTS, CLASSES)
    model.eval()
    x = torch.tensor([[(j % 256) / 255.0 for j in range(INPUTS)]])
    with torch.no_grad():
        for _ in range(count):
            output = model(x)
    print(int(output.argmax()))


if __name__ == "__main__":
    main()
