package io.dptrain.examples.mnist.data;

import java.util.stream.IntStream;

/**
 * A linear classifier trained by stochastic gradient descent: the bar that a network must clear.
 */
final class SoftmaxRegression {
  private static final int CLASSES = DigitSet.CLASSES;
  private static final int PIXELS = DigitSet.PIXELS;

  private final float[][] weights = new float[CLASSES][PIXELS + 1];

  static SoftmaxRegression trained(DigitSet digits, int epochs, float learningRate) {
    SoftmaxRegression model = new SoftmaxRegression();
    for (int epoch = 0; epoch < epochs; epoch++) {
      float rate = learningRate / (1 + epoch);
      IntStream.range(0, digits.size()).forEach(i -> model.learn(digits, i, rate));
    }
    return model;
  }

  double accuracy(DigitSet digits) {
    long right =
        IntStream.range(0, digits.size())
            .filter(i -> mostLikely(probabilities(image(digits, i))) == digits.label(i))
            .count();
    return (double) right / digits.size();
  }

  private void learn(DigitSet digits, int example, float rate) {
    float[] image = image(digits, example);
    float[] error = probabilities(image);
    error[digits.label(example)] -= 1;
    for (int c = 0; c < CLASSES; c++) {
      float[] row = weights[c];
      float step = rate * error[c];
      for (int i = 0; i < PIXELS; i++) {
        row[i] -= step * image[i];
      }
      row[PIXELS] -= step;
    }
  }

  private static float[] image(DigitSet digits, int example) {
    float[] image = new float[PIXELS];
    digits.copyPixels(new int[] {example}, image);
    return image;
  }

  private float[] probabilities(float[] image) {
    float[] scores = new float[CLASSES];
    float total = 0;
    for (int c = 0; c < CLASSES; c++) {
      float score = weights[c][PIXELS];
      for (int i = 0; i < PIXELS; i++) {
        score += weights[c][i] * image[i];
      }
      scores[c] = (float) Math.exp(Math.min(score, 60));
      total += scores[c];
    }
    for (int c = 0; c < CLASSES; c++) {
      scores[c] /= total;
    }
    return scores;
  }

  private static int mostLikely(float[] probabilities) {
    int best = 0;
    for (int c = 1; c < CLASSES; c++) {
      best = probabilities[c] > probabilities[best] ? c : best;
    }
    return best;
  }
}
