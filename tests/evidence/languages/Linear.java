/** The plain loop in Java, compiled by the JVM before the region; the marks come through JNI (marks.c). */
public class Linear {
    static final int INPUTS = 784, OUTPUTS = 2;

    static native void begin();

    static native void beginEmpty();

    static native void end();

    static float dot(float[] row, float[] input) {
        float sum = 0;
        for (int i = 0; i < INPUTS; i++)
            sum += row[i] * input[i];
        return sum;
    }

    static void linear(float[][] weights, float[] bias, float[] input, float[] logits) {
        for (int k = 0; k < OUTPUTS; k++)
            logits[k] = dot(weights[k], input) + bias[k];
    }

    public static void main(String[] arguments) {
        System.load(arguments[0]);
        float[][] weights = new float[OUTPUTS][INPUTS];
        float[] bias = {0.25f, -0.5f}, input = new float[INPUTS], logits = new float[OUTPUTS];
        for (int i = 0; i < INPUTS; i++)
            input[i] = (float) (i * 5 % 17) / 16;
        for (int i = 0; i < OUTPUTS * INPUTS; i++)
            weights[i / INPUTS][i % INPUTS] = (float) (i * 7 % 31 - 15) / 32;
        for (int turn = 0; turn < 40000; turn++)
            linear(weights, bias, input, logits);
        for (int turn = 0; turn < 2; turn++) { // the JVM looks each native method up at its first call
            beginEmpty();
            end();
        }
        begin();
        linear(weights, bias, input, logits);
        end();
        System.out.println("logits " + logits[0] + " " + logits[1]);
    }
}
