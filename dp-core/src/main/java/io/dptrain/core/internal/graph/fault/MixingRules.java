package io.dptrain.core.internal.graph.fault;

import io.dptrain.core.internal.graph.axis.Node;
import io.dptrain.core.internal.graph.op.OpFacts;
import io.dptrain.core.internal.graph.op.OpKind;
import io.dptrain.core.internal.graph.op.SignalKind;
import java.util.Optional;

/** Ops that mix whatever they are given, even if it is not known where the examples lie. */
public final class MixingRules {
  /** What clips the backward signal by the norm of a whole tensor. */
  public static final Mixing TENSOR_NORM =
      new Mixing(
          "it clips the backward signal by a norm over all examples",
          "clip the signal of each row, or each value");

  /** What joins rows of the batch by the number of their segment. */
  public static final Mixing SEGMENTS =
      new Mixing(
          "it joins the rows of the batch that have one segment number, whichever examples they"
              + " belong to",
          "feed each example as one row of [batch, longest, ...], padded to a fixed length, and"
              + " reduce over axis 1 instead");

  private MixingRules() {}

  /** Refuses segments of the rows of a batch; segments within each example are another matter. */
  public static void refuseSegments(Node node) {
    boolean overExamples =
        OpFacts.kindOf(node.type()) == OpKind.SEGMENT
            && (node.axis(1).isPresent()
                || node.axis(0).filter(axis -> axis.axis() < node.rank(1)).isPresent());
    if (overExamples) {
      throw node.mixes(SEGMENTS.reason(), SEGMENTS.fix());
    }
  }

  /** Refuses an operation on data that mixes by its nature, and passes the others. */
  public static void refuseByNature(Node node) {
    String type = node.type();
    if (OpFacts.kindOf(type) == OpKind.BATCH_NORMALIZATION && node.flag("is_training")) {
      throw node.mixes(
          "it normalizes each example with the mean and variance of the whole batch",
          "use group or layer normalization (see docs/gradients.md)");
    }
    ofType(type)
        .ifPresent(
            mixing -> {
              throw node.mixes(mixing.reason(), mixing.fix());
            });
    if (SignalKind.of(node.operation()).filter(SignalKind.TENSOR_NORM::equals).isPresent()) {
      throw node.mixes(TENSOR_NORM.reason(), TENSOR_NORM.fix());
    }
  }

  /** Why an operation mixes, and what to do. */
  public record Mixing(String reason, String fix) {}

  /** What mixes by its op type alone. */
  public static Optional<Mixing> ofType(String type) {
    return switch (OpFacts.kindOf(type)) {
      case SELECTION_BY_VALUE ->
          Optional.of(
              new Mixing(
                  "what it picks, and how many, depends on all examples",
                  "keep one entry per example and multiply by a mask of 0 and 1; if the mask is the"
                      + " same for every example, use tf.gather with the indices of its ones"));
      case TOTAL ->
          Optional.of(
              new Mixing(
                  "it makes one total of all examples",
                  "square and sum over the other axes, so that one entry per example stays"));
      case SHUFFLE ->
          Optional.of(new Mixing("it shuffles the rows", "let the sampler choose the order"));
      default -> Optional.empty();
    };
  }
}
