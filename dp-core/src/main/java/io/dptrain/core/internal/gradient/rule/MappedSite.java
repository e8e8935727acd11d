package io.dptrain.core.internal.gradient.rule;

import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.gradient.form.Built;
import io.dptrain.core.internal.gradient.form.SiteGradient;
import io.dptrain.core.internal.graph.Graphs;
import io.dptrain.core.internal.graph.axis.Arrangement;
import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.graph.mapping.FunctionCut;
import io.dptrain.core.internal.graph.mapping.MappedGradients;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;
import org.tensorflow.types.family.TType;

/**
 * Gradients without a rule of their own: the operation is differentiated for each example alone, by
 * a function that is mapped over the batch. Always right, never fast; there is no GPU kernel.
 */
public final class MappedSite {
  private MappedSite() {}

  /** The gradient at a use site, by the operation's own gradient on each example. */
  public static <T extends TFloating> SiteGradient<T> gradient(SiteDelta<T> site) {
    Ops tf = site.tf();
    GraphOperation operation = site.site().operation();
    FunctionCut cut = new FunctionCut();
    // An operand that is named twice enters the function once.
    for (Operand<?> operand : new LinkedHashSet<>(operation.inputs())) {
      Output<?> input = operand.asOutput();
      Optional<ExampleAxis> examples = site.analysis().exampleAxis(input);
      if (examples.isPresent()) {
        requireStatic(site, input, examples.get());
        Operand<?> shaped = site.analysis().shaped(tf, input);
        cut.map(input, examplesInFront(tf, shaped, examples.get()));
      } else if (!site.analysis().isDataFree(input)) {
        throw batchSized(site.site());
      } else if (!input.equals(site.site().value()) && !input.op().type().equals("Const")) {
        cut.capture(input);
      }
    }
    Operand<T> deltas = examplesInFront(tf, site.delta(), site.outputAxis());
    @SuppressWarnings("unchecked") // the backward pass has looked at the type
    Output<T> value = (Output<T>) site.site().value();
    Output<T> rows = MappedGradients.ofSubgraph(tf, site.site().output(), value, cut, deltas);
    String form =
        "mapped over the examples, as " + site.site().type() + " has no rule for this use";
    return Built.of(tf, rows, site.shape(), form, site.shape().size());
  }

  /**
   * From the gradients of a function of a variable to those of the variable.
   *
   * @param publicInputs what the function may be computed from beside variables
   */
  public static <T extends TFloating> SiteGradient<T> pullBack(
      Ops tf,
      Built<T> gradient,
      Output<T> value,
      Output<T> variable,
      List<Output<?>> publicInputs) {
    FunctionCut cut = new FunctionCut();
    Set<GraphOperation> behind = Set.copyOf(Graphs.ancestorsInOrder(value));
    publicInputs.stream().filter(input -> behind.contains(input.op())).forEach(cut::capture);
    Output<T> rows = MappedGradients.ofSubgraph(tf, value, variable, cut, gradient.marked());
    String form =
        "%s, then mapped through %s '%s', for which there is no rule back to the variable"
            .formatted(gradient.form(), value.op().type(), value.op().name());
    return Built.of(tf, rows, variable.shape(), form, gradient.cost() + variable.shape().size());
  }

  /** <b>Shape</b> {@code [batch, ...]}, a slice being what one example alone would give. */
  private static <D extends TType> Operand<D> examplesInFront(
      Ops tf, Operand<D> tensor, ExampleAxis examples) {
    int rank = tensor.shape().numDimensions();
    int axis = examples.axis();
    // The axis becomes three, outer, batch and inner; batch goes to the front, and the others are
    // merged again where they were.
    long[] split = new long[rank + 2];
    int[] order = new int[rank + 2];
    long[] merged = new long[rank + 1];
    merged[0] = -1;
    order[0] = axis + 1;
    for (int from = 0; from < rank; from++) {
      split[from < axis ? from : from + 2] = tensor.shape().get(from);
      order[from < axis ? from + 1 : from + 2] = from < axis ? from : from + 2;
      merged[from + 1] =
          from == axis ? examples.outer() * examples.inner() : tensor.shape().get(from);
    }
    split[axis] = examples.outer();
    split[axis + 1] = -1;
    split[axis + 2] = examples.inner();
    order[axis + 1] = axis;
    order[axis + 2] = axis + 2;
    boolean inPlace = axis == 0 && examples.outer() == 1;
    Operand<D> moved =
        inPlace
            ? tensor
            : tf.linalg.transpose(Arrangement.reshape(tf, tensor, split), tf.constant(order));
    return Arrangement.reshape(tf, moved, merged);
  }

  private static void requireStatic(SiteDelta<?> site, Output<?> input, ExampleAxis examples) {
    Shape shape = site.analysis().shape(input);
    if (!Arrangement.isStatic(shape, examples)) {
      throw PrivacyProofException.of(
          Kind.NOT_COVERED,
          site.site().operation(),
          "has an input of shape " + shape,
          "give every axis but that of the examples a static size");
    }
  }

  private static PrivacyProofException batchSized(UseSite site) {
    return PrivacyProofException.of(
        Kind.NOT_COVERED,
        site.operation(),
        "gives the size of the batch to a variable, for which there is no rule",
        "let the variable meet the data by broadcasting");
  }
}
