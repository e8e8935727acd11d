package io.dptrain.core.internal.norm;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * The gradients of one update. Their types may differ; {@code TFloating} stands for the type of
 * each, and scalars about all of them are {@code TFloat64}.
 */
public record GradientList(List<Output<TFloating>> gradients, List<Output<TFloating>> variables) {

  /**
   * Takes pairs apart.
   *
   * @throws IllegalArgumentException if there are none, or if one is of another type
   */
  public static GradientList of(List<GradAndVar<?>> pairs) {
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException(
          "gradients must have at least one entry, but are empty; does the loss use a variable?");
    }
    List<Output<TFloating>> gradients = new ArrayList<>();
    List<Output<TFloating>> variables = new ArrayList<>();
    for (GradAndVar<?> pair : pairs) {
      gradients.add(floating(pair.getGradient(), pair.getVariable()));
      variables.add(floating(pair.getVariable(), pair.getVariable()));
    }
    return new GradientList(gradients, variables);
  }

  @SuppressWarnings("unchecked") // the type is checked
  private static Output<TFloating> floating(Output<?> tensor, Output<?> variable) {
    if (tensor.type() != TFloat32.class && tensor.type() != TFloat64.class) {
      throw new IllegalArgumentException(
          "gradients must be of type TFloat32 or TFloat64 to be clipped, but that of variable '"
              + variable.op().name()
              + "' is "
              + tensor.type().getSimpleName()
              + "; cast it before");
    }
    return (Output<TFloating>) tensor;
  }

  /** The names of the variables. */
  public List<String> names() {
    return variables.stream().map(variable -> variable.op().name()).toList();
  }

  /** Pairs with other gradients for the same variables. */
  public List<GradAndVar<?>> with(List<? extends Operand<TFloating>> others) {
    List<GradAndVar<?>> pairs = new ArrayList<>();
    for (int i = 0; i < others.size(); i++) {
      pairs.add(new GradAndVar<>(others.get(i).asOutput(), variables.get(i)));
    }
    return pairs;
  }

  /** The gradients at some places. */
  public List<Output<TFloating>> at(List<Integer> places) {
    return places.stream().map(gradients::get).toList();
  }

  /** How many gradients there are. */
  int size() {
    return gradients.size();
  }

  /** The places of all gradients. */
  public IntStream places() {
    return IntStream.range(0, size());
  }
}
