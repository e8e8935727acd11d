package io.dptrain.examples.lab.gan;

import io.dptrain.examples.lab.model.Draw;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.stat.correlation.Covariance;

/** Correlated features of real examples, and of as many generated ones behind them. */
final class Correlated {
  static final int FEATURES = 8;
  static final int EXAMPLES = 512;

  private Correlated() {}

  /** Real examples, then as many generated ones; they differ along all axes. */
  static RealMatrix latent(Random random) {
    RealMatrix examples = MatrixUtils.createRealMatrix(EXAMPLES, FEATURES);
    for (int i = 0; i < EXAMPLES; i++) {
      for (int j = 0; j < FEATURES; j++) {
        examples.setEntry(i, j, label(i) / Math.sqrt(FEATURES) + random.nextGaussian());
      }
    }
    return examples;
  }

  static double label(int example) {
    return example < EXAMPLES / 2 ? 1 : -1;
  }

  /** A rotation, and standard deviations from 1 down to 0.1. */
  static RealMatrix squeeze(Random random) {
    float[] rotation = Draw.orthogonal(random, FEATURES);
    RealMatrix squeeze = MatrixUtils.createRealMatrix(FEATURES, FEATURES);
    for (int i = 0; i < rotation.length; i++) {
      int axis = i / FEATURES;
      double deviation = Math.pow(0.1, axis / (FEATURES - 1.0));
      squeeze.setEntry(axis, i % FEATURES, deviation * rotation[i]);
    }
    return squeeze;
  }

  /** Features of unit variance, as correlated as before. */
  static RealMatrix scaled(RealMatrix features) {
    RealMatrix covariance = covariance(features);
    double[] scales = new double[FEATURES];
    for (int i = 0; i < FEATURES; i++) {
      scales[i] = 1 / Math.sqrt(covariance.getEntry(i, i));
    }
    return features.multiply(MatrixUtils.createRealDiagonalMatrix(scales));
  }

  /** Features of unit covariance. */
  static RealMatrix whitened(RealMatrix features) {
    RealMatrix root = new EigenDecomposition(covariance(features)).getSquareRoot();
    return features.multiply(MatrixUtils.inverse(root));
  }

  /** The eigenvalues of the covariance, the largest first. */
  static double[] spectrum(RealMatrix features) {
    return new EigenDecomposition(covariance(features)).getRealEigenvalues();
  }

  private static RealMatrix covariance(RealMatrix examples) {
    return new Covariance(examples).getCovarianceMatrix();
  }

  /** The loss of the discriminator that follows from the distributions. */
  static double best(RealMatrix latent) {
    double sum = 0;
    for (int i = 0; i < EXAMPLES; i++) {
      double logit = 2 / Math.sqrt(FEATURES) * Arrays.stream(latent.getRow(i)).sum();
      sum += Math.log1p(Math.exp(-label(i) * logit));
    }
    return sum / EXAMPLES;
  }
}
