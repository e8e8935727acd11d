package io.dptrain.examples.rnn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.dptrain.examples.rnn.data.AddingSet;
import io.dptrain.examples.rnn.model.AddingModel;
import io.dptrain.examples.rnn.model.CellKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The gradient norm of the plain network against differences of a loss written in plain Java. */
class GradientNormTest {
  private static final int LENGTH = 6;
  private static final int UNITS = 3;
  private static final int FEATURES = 16;
  private static final int BATCH = 5;
  private static final long SEED = 2;
  private static final double STEP = 1e-5;

  private final AddingData data = AddingData.draw(40, 10, LENGTH);

  @Test
  void step_withoutClipping_seesTheNormOfTheGradientOfThePlainFormula() {
    RnnSettings settings = new RnnSettings(UNITS, 1, BATCH, 0.01, 1, 0.9, 1);
    double norm;
    try (Training training = new Training(data, CellKind.RNN, Variant.NONE, settings, SEED)) {
      training.loop().steps(1).build().run();
      norm = training.takeLargestNorm();
    }
    List<double[]> weights = weights();

    assertThat(norm).isCloseTo(differencesNorm(weights), withPercentage(0.05));
  }

  /** Central differences of every weight. */
  private double differencesNorm(List<double[]> weights) {
    int[] rows = new Random(SEED).ints(BATCH, 0, data.train().size()).toArray();
    double squares = 0;
    for (double[] variable : weights) {
      for (int i = 0; i < variable.length; i++) {
        double kept = variable[i];
        variable[i] = kept + STEP;
        double above = loss(weights, rows);
        variable[i] = kept - STEP;
        double below = loss(weights, rows);
        variable[i] = kept;
        squares += Math.pow((above - below) / (2 * STEP), 2);
      }
    }
    return Math.sqrt(squares);
  }

  /** Weights in the order in which the model makes them. */
  private double loss(List<double[]> weights, int[] rows) {
    float[] targets = data.train().targets(rows);
    double loss = 0;
    for (int row = 0; row < rows.length; row++) {
      double error = answer(weights, data.train().inputs(rows[row])) - targets[row];
      loss += error * error / rows.length;
    }
    return loss;
  }

  private static double answer(List<double[]> w, float[] inputs) {
    double[] state = {1, 1, 1};
    for (int time = 0; time < LENGTH; time++) {
      double[] next = w.get(4).clone();
      double number = 3.46f * (inputs[time * AddingSet.CHANNELS] - 0.5);
      double mark = 7.1f * inputs[time * AddingSet.CHANNELS + 1];
      for (int f = 0; f < FEATURES; f++) {
        double sum = number * w.get(0)[f] + mark * w.get(0)[FEATURES + f] + w.get(1)[f];
        add(next, Math.tanh(sum), w.get(2), f);
      }
      for (int j = 0; j < UNITS; j++) {
        add(next, state[j], w.get(3), j);
      }
      for (int j = 0; j < UNITS; j++) {
        state[j] = Math.max(0, next[j]);
      }
    }
    double answer = w.get(6)[0];
    for (int j = 0; j < UNITS; j++) {
      answer += state[j] * w.get(5)[j];
    }
    return answer;
  }

  private static void add(double[] sum, double factor, double[] matrix, int row) {
    for (int j = 0; j < UNITS; j++) {
      sum[j] += factor * matrix[row * UNITS + j];
    }
  }

  /** The initial weights, from a model of the same seed. */
  private static List<double[]> weights() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      var size = new AddingModel.Size(CellKind.RNN, LENGTH, UNITS, SEED);
      AddingModel.build(Ops.create(graph), size, UnaryOperator.identity());
      session.initialize();
      List<double[]> weights = new ArrayList<>();
      graph
          .operations()
          .forEachRemaining(
              operation -> {
                if (operation.type().equals("VariableV2")) {
                  weights.add(values(session, operation.name()));
                }
              });
      return weights;
    }
  }

  private static double[] values(Session session, String name) {
    try (var result = session.runner().fetch(name).run()) {
      TFloat32 tensor = (TFloat32) result.get(0);
      List<Double> values = new ArrayList<>();
      tensor.scalars().forEach(scalar -> values.add((double) scalar.getFloat()));
      return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }
}
