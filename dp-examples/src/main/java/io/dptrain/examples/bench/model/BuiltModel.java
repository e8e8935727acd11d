package io.dptrain.examples.bench.model;

import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A model in a graph.
 *
 * @param inputs what has to be fed in every step
 * @param loss <b>Shape</b> {@code [batch]}, the loss of each example
 */
public record BuiltModel(List<DataInput> inputs, Operand<TFloat32> loss) {

  /** Keeps a copy of the list. */
  public BuiltModel {
    inputs = List.copyOf(inputs);
  }

  /** Makes up a data set for the inputs; equal seeds give equal data. */
  public SyntheticData data(int examples, long seed) {
    Random random = new Random(seed);
    return new SyntheticData(
        inputs.stream().map(input -> input.column(examples, random)).toList(), examples);
  }
}
