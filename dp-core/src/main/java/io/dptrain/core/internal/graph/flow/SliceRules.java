package io.dptrain.core.internal.graph.flow;

import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.graph.axis.Node;
import io.dptrain.core.internal.graph.axis.Size;
import io.dptrain.core.internal.graph.axis.Sizes;
import java.util.Optional;

/** Parts of a tensor: the example axis must be taken whole. */
final class SliceRules {
  private static final String FIX = "take the example axis whole";

  private SliceRules() {}

  static ExampleAxis slice(Node node) {
    ExampleAxis axis = requireExamples(node);
    long[] begin = node.requireConstant(1);
    Sizes size = node.sizes(2).orElseThrow(() -> notConstant(node));
    for (int i = 0; i < begin.length; i++) {
      Size taken = size.entries().get(i);
      if (i != axis.axis() && !taken.isConstant()) {
        throw notConstant(node);
      }
    }
    Size rows = size.entries().get(axis.axis());
    if (begin[axis.axis()] != 0 || !(rows.isConstant(-1) || rows.isSizeOf(axis))) {
      throw node.mixes("it picks rows out of the batch", FIX);
    }
    return axis;
  }

  private static PrivacyProofException notConstant(Node node) {
    return node.notFollowed("has a size that is not constant", "use a constant size");
  }

  private static PrivacyProofException boundsNotConstant(Node node) {
    return node.notFollowed("has bounds that are not constant", "use constant bounds");
  }

  /** Refuses a part of the parameters that is as long as the batch. */
  private static ExampleAxis requireExamples(Node node) {
    Optional<ExampleAxis> examples = node.axis(0);
    if (examples.isPresent()) {
      return examples.get();
    }
    for (int i = 1; i < node.inputs().size(); i++) {
      if (node.axis(i).isPresent() || node.sizes(i).filter(Sizes::hasBatchEntry).isPresent()) {
        throw node.mixes(
            "it takes a part of a tensor without data that depends on the batch",
            "take a constant part of it");
      }
    }
    throw boundsNotConstant(node);
  }

  static ExampleAxis stridedSlice(Node node) {
    return new Strides(node).follow();
  }

  /** The entries of a strided slice, read one after the other. */
  private static final class Strides {
    private final Node node;
    private final ExampleAxis examples;
    private final Sizes begin;
    private final Sizes end;
    private final Sizes stride;
    private final int newAxes;
    private final int shrunk;
    private final int ellipsis;

    Strides(Node node) {
      this.node = node;
      this.examples = requireExamples(node);
      this.begin = sizes(1);
      this.end = sizes(2);
      this.stride = sizes(3);
      this.ellipsis = (int) node.intAttribute("ellipsis_mask");
      this.newAxes = (int) node.intAttribute("new_axis_mask") & ~ellipsis;
      this.shrunk = (int) node.intAttribute("shrink_axis_mask") & ~newAxes & ~ellipsis;
    }

    private Sizes sizes(int input) {
      return node.sizes(input).orElseThrow(() -> boundsNotConstant(node));
    }

    /** Walks over the entries; each consumes axes of the input and makes axes of the output. */
    ExampleAxis follow() {
      int entries = begin.entries().size();
      int hidden =
          node.rank(0) - (entries - Integer.bitCount((newAxes | ellipsis) & mask(entries)));
      int in = 0;
      int out = 0;
      for (int i = 0; i < entries; i++) {
        if (has(newAxes, i)) {
          out++;
        } else {
          int width = has(ellipsis, i) ? hidden : 1;
          if (in <= examples.axis() && examples.axis() < in + width) {
            return found(i, out + examples.axis() - in);
          }
          requireConstant(i);
          in += width;
          out += has(shrunk, i) ? 0 : width;
        }
      }
      return examples.at(out + examples.axis() - in);
    }

    private ExampleAxis found(int entry, int place) {
      if (!has(ellipsis, entry) && !isWhole(entry)) {
        throw node.mixes("it picks rows out of the batch", FIX);
      }
      for (int i = entry + 1; i < begin.entries().size(); i++) {
        requireConstant(i);
      }
      return examples.at(place);
    }

    private boolean isWhole(int i) {
      boolean fromStart =
          has((int) node.intAttribute("begin_mask"), i) || begin.entries().get(i).isConstant(0);
      boolean toEnd =
          has((int) node.intAttribute("end_mask"), i) || end.entries().get(i).isSizeOf(examples);
      return fromStart && toEnd && stride.entries().get(i).isConstant(1) && !has(shrunk, i);
    }

    /**
     * A bound made of the batch size would let the result depend on how many examples there are.
     */
    private void requireConstant(int i) {
      boolean constant =
          begin.entries().get(i).isConstant()
              && end.entries().get(i).isConstant()
              && stride.entries().get(i).isConstant();
      if (!constant && !has(ellipsis, i) && !has(newAxes, i)) {
        throw boundsNotConstant(node);
      }
    }

    private static boolean has(int mask, int bit) {
      return (mask >> bit & 1) == 1;
    }

    private static int mask(int bits) {
      return (1 << bits) - 1;
    }
  }
}
