package io.dptrain.core.internal.graph.backward;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.GraphFinding.Kind;
import io.dptrain.core.graph.PrivacyProofException;
import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.graph.axis.ExampleDependence;
import io.dptrain.core.internal.graph.axis.Shapes;
import io.dptrain.core.internal.graph.backward.JavaGradients.Call;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;

/**
 * Adds the gradients of a graph that was followed, and shows that examples stay apart on the way
 * back as well.
 *
 * <p>Every gradient on the way is one that is known of the native library ({@link
 * NativeGradients}), and right ({@link GradientFaults}), or was supplied through {@link
 * JavaGradients}. What one of the latter adds to the graph is followed like the model itself: from
 * the gradients that come in, which have the examples where the outputs of the operation have them,
 * and the tensors of the model. It must end with the examples where the inputs of the operation
 * have them. So, from the loss back, the examples lie in every gradient where they lie in the
 * tensor that it belongs to. A gradient of anyone else is refused before it is called.
 */
public final class GradientProof {
  private GradientProof() {}

  /**
   * Adds the gradients of the sum of some tensors.
   *
   * @param analyses the analysis of each of {@code ys}
   * @param ys what is differentiated
   * @param xs by what
   * @param dxs a factor for each of {@code ys}, of its shape; none for ones
   * @return one for each of {@code xs}; see {@link GradientFaults#isMissing}
   * @throws PrivacyProofException if a gradient on the way is not known to keep examples apart, or
   *     cannot be trusted
   */
  public static Output<?>[] add(
      Graph graph,
      List<ExampleAnalysis> analyses,
      Output<?>[] ys,
      Output<?>[] xs,
      Output<?>[] dxs) {
    Set<GraphOperation> sources = new HashSet<>();
    for (Output<?> x : xs) {
      sources.add((GraphOperation) x.op());
    }
    List<GradientPath> paths = new ArrayList<>();
    for (ExampleAnalysis analysis : analyses) {
      paths.add(
          GradientFaults.requireNoneOnPath(analysis.operations(), analysis.shapes(), sources));
    }
    JavaGradients.Added added = JavaGradients.add(graph, shapesOf(analyses), ys, xs, dxs);
    for (int i = 0; i < paths.size(); i++) {
      require(analyses.get(i), paths.get(i), added.calls());
    }
    for (Call call : added.calls()) {
      if (paths.stream().noneMatch(path -> path.differentiated().contains(call.operation()))) {
        throw refuse(call.operation(), "is asked for on the way from the loss alone");
      }
    }
    return added.gradients().toArray(Output<?>[]::new);
  }

  private static Shapes shapesOf(List<ExampleAnalysis> analyses) {
    return tensor ->
        analyses.stream()
            .filter(analysis -> analysis.dependence(tensor).isPresent())
            .findFirst()
            .map(analysis -> analysis.shape(tensor))
            .orElseGet(tensor::shape);
  }

  private static void require(ExampleAnalysis analysis, GradientPath path, List<Call> calls) {
    Set<GraphOperation> asked = new HashSet<>();
    for (Call call : calls) {
      if (path.differentiated().contains(call.operation())) {
        asked.add(call.operation());
        require(analysis, path, call);
      }
    }
    for (GraphOperation operation : path.differentiated()) {
      if (JavaGradients.supplies(operation.type()) && !asked.contains(operation)) {
        throw KnownGradients.notOurs(operation);
      }
    }
  }

  private static void require(ExampleAnalysis analysis, GradientPath path, Call call) {
    GraphOperation operation = call.operation();
    Map<Output<?>, Output<?>> alike = new HashMap<>();
    for (int i = 0; i < call.incoming().size(); i++) {
      Output<?> incoming = call.incoming().get(i);
      if (!GradientFaults.isMissing(incoming)) {
        alike.put(incoming, operation.output(i));
      }
    }
    // Only inputs on the way to a source: what comes back to another one goes nowhere.
    List<Integer> wanted = new ArrayList<>();
    for (int i = 0; i < operation.numInputs(); i++) {
      if (path.passed().contains((GraphOperation) operation.input(i).op())) {
        wanted.add(i);
      }
    }
    List<Output<?>> results = new ArrayList<>();
    wanted.forEach(input -> results.add(call.gradients().get(input)));
    ExampleAnalysis after = follow(analysis, operation, results, alike);
    for (int input : wanted) {
      requireLike(after, operation, input, call.gradients().get(input));
    }
  }

  private static ExampleAnalysis follow(
      ExampleAnalysis analysis,
      GraphOperation operation,
      List<Output<?>> results,
      Map<Output<?>, Output<?>> alike) {
    try {
      return analysis.followAdded(results, alike);
    } catch (PrivacyProofException e) {
      GraphFinding first = e.findings().get(0);
      throw refuse(operation, "keeps examples apart: " + first.type() + " " + first.reason());
    }
  }

  private static void requireLike(
      ExampleAnalysis analysis, GraphOperation operation, int index, Output<?> gradient) {
    Output<?> input = operation.input(index);
    ExampleDependence found = analysis.dependence(gradient).orElseThrow();
    Shape wantedShape = analysis.shape(input);
    Shape foundShape = analysis.shape(gradient);
    ExampleDependence wanted = analysis.dependence(input).orElseThrow();
    boolean isLike =
        wanted instanceof ExampleAxis
            ? wanted.equals(found)
            : wanted.isDataFree() && found.isDataFree();
    if (!isLike) {
      throw refuse(
          operation,
          "has the examples where its input "
              + index
              + " has them, "
              + wanted
              + "; it has "
              + found);
    }
    if (!isSameShape(wantedShape, foundShape) || !gradient.type().equals(input.type())) {
      throw refuse(
          operation,
          "has the shape and type of its input "
              + index
              + ", "
              + wantedShape
              + " of "
              + input.type().getSimpleName()
              + "; it has "
              + foundShape
              + " of "
              + gradient.type().getSimpleName());
    }
  }

  /** One of another rank would be broadcast, and could reach other examples so. */
  private static boolean isSameShape(Shape input, Shape gradient) {
    return !input.isUnknown()
        && !gradient.isUnknown()
        && input.numDimensions() == gradient.numDimensions()
        && input.isCompatibleWith(gradient);
  }

  private static PrivacyProofException refuse(GraphOperation operation, String claim) {
    return PrivacyProofException.of(
        Kind.NOT_COVERED,
        operation,
        "has a gradient of which it is not known that it " + claim,
        "compute the gradient with the ops listed in docs/gradients.md, for each example from"
            + " its own values alone, in the shape of the input");
  }
}
