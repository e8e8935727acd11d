package io.dptrain.examples.check.sweep;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;

/**
 * An operation by its type, with attributes by their names.
 *
 * @param type as TensorFlow names it
 * @param attributes numbers, texts, lists of whole numbers, shapes and element types
 * @param listFrom the first input of a list, if one input is a list
 * @param listTo after the last input of that list; no list if not larger
 * @param output which output counts
 */
public record RawOp(
    String type, Map<String, Object> attributes, int listFrom, int listTo, int output) {

  /** An operation without attributes that have no default. */
  static Output<?> of(Graph graph, String type, Output<?>... inputs) {
    return new RawOp(type, Map.of(), 0, 0, 0).add(graph, List.of(inputs));
  }

  /** An operation of several inputs as part of a case. */
  public static Output<?> of(
      Graph graph, String type, Map<String, Object> attributes, Output<?>... inputs) {
    return new RawOp(type, attributes, 0, 0, 0).add(graph, List.of(inputs));
  }

  /** A constant. */
  public static Output<?> constant(Graph graph, ElementType type, Values values) {
    try (Tensor tensor = type.tensor(values)) {
      return builder(graph, "Const")
          .setAttr("value", tensor)
          .setAttr("dtype", type.dataType())
          .build()
          .output(0);
    }
  }

  /** A vector of whole numbers. */
  public static Output<?> ints(Graph graph, int... numbers) {
    double[] data = Arrays.stream(numbers).asDoubleStream().toArray();
    return constant(graph, ElementType.INT, new Values(Shape.of(numbers.length), data));
  }

  static GraphOperationBuilder builder(Graph graph, String type) {
    String name = graph.baseScope().makeOpName(type);
    return (GraphOperationBuilder) graph.baseScope().opBuilder(type, name);
  }

  public Output<?> add(Graph graph, List<Output<?>> inputs) {
    GraphOperationBuilder builder = builder(graph, type);
    for (int i = 0; i < inputs.size(); i++) {
      if (i == listFrom && listTo > listFrom) {
        builder.addInputList(inputs.subList(listFrom, listTo).toArray(Output<?>[]::new));
      } else if (i < listFrom || i >= listTo) {
        builder.addInput(inputs.get(i));
      }
    }
    attributes.forEach((key, value) -> set(builder, key, value));
    return builder.build().output(output);
  }

  private static void set(GraphOperationBuilder builder, String key, Object value) {
    if (value instanceof Boolean flag) {
      builder.setAttr(key, flag);
    } else if (value instanceof String text) {
      builder.setAttr(key, text);
    } else if (value instanceof Float number) {
      builder.setAttr(key, number);
    } else if (value instanceof ElementType element) {
      builder.setAttr(key, element.dataType());
    } else if (value instanceof Shape shape) {
      builder.setAttr(key, shape);
    } else if (value instanceof long[] list) {
      builder.setAttr(key, list);
    } else {
      builder.setAttr(key, ((Number) value).longValue());
    }
  }
}
