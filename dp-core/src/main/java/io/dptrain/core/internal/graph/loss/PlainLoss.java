package io.dptrain.core.internal.graph.loss;

import io.dptrain.core.internal.graph.Graphs;
import io.dptrain.core.internal.graph.PublicInputs;
import io.dptrain.core.internal.graph.Replacements;
import io.dptrain.core.internal.graph.axis.Shapes;
import io.dptrain.core.internal.graph.fault.RightConvolutions;
import io.dptrain.core.internal.graph.op.OpRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.types.family.TFloating;

/**
 * A loss with the value of another one, as it would be computed for each example alone and by right
 * kernels.
 *
 * <ul>
 *   <li><b>Checks</b> that run before an operation, and give it nothing: {@code Assert}, as the
 *       losses of tensorflow-framework have them on probabilities and labels. One asks for all
 *       examples at once and fails for all. The private model runs without them: each value is what
 *       it is where the checks pass.
 *   <li><b>Squeeze</b> that names no axes, of {@code [batch, 1]}: of one example alone it would
 *       drop the axis of the examples as well. The axes that it drops of any other batch are named.
 *   <li><b>Convolutions</b> of shapes in which TensorFlow computes them wrong: a matrix product
 *       takes their place ({@link RightConvolutions}).
 * </ul>
 *
 * <p>What lies between these and the loss is added to the graph a second time; the original stays
 * as it is. Nothing is added for a loss that has none of them.
 */
public final class PlainLoss {
  private final Ops tf;
  private final PublicInputs publicInputs;
  private final Replacements copies = new Replacements();
  private final Set<GraphOperation> seesData = new HashSet<>();

  private final RightConvolutions convolutions;

  private PlainLoss(Ops tf, PublicInputs publicInputs) {
    this.tf = tf;
    this.publicInputs = publicInputs;
    this.convolutions = new RightConvolutions(tf, Shapes.STATIC, copies);
  }

  /** The same loss, or a copy that has the same value for each batch of two examples or more. */
  public static <T extends TFloating> Output<T> of(
      Ops tf, Output<T> loss, List<? extends Operand<?>> publicInputs) {
    PlainLoss plain = new PlainLoss(tf.withSubScope("plain"), PublicInputs.of(publicInputs));
    for (GraphOperation operation : needed(loss)) {
      plain.look(operation);
    }
    @SuppressWarnings("unchecked") // a copy has the type of what it is a copy of
    Output<T> result = (Output<T>) plain.copies.of(loss);
    return result;
  }

  /** What a loss is computed from without the checks, each operation after its inputs. */
  private static List<GraphOperation> needed(Output<?> loss) {
    List<GraphOperation> order = Graphs.ancestorsInOrder(loss);
    Set<GraphOperation> needed = new HashSet<>(Set.of((GraphOperation) loss.op()));
    List<GraphOperation> found = new ArrayList<>();
    for (int i = order.size() - 1; i >= 0; i--) {
      GraphOperation operation = order.get(i);
      if (needed.contains(operation)) {
        operation.inputs().forEach(input -> needed.add((GraphOperation) input.asOutput().op()));
        needed.addAll(keptControls(operation));
        found.add(0, operation);
      }
    }
    return found;
  }

  private static List<GraphOperation> keptControls(GraphOperation operation) {
    return operation.controlInputs().stream().filter(control -> !isCheck(control)).toList();
  }

  /** An assertion, or a group of nothing but assertions. */
  private static boolean isCheck(GraphOperation operation) {
    return operation.type().equals("Assert")
        || (operation.type().equals("NoOp")
            && operation.numControlInputs() > 0
            && operation.controlInputs().stream().allMatch(PlainLoss::isCheck));
  }

  private void look(GraphOperation operation) {
    boolean sees = publicInputs.takesData(operation);
    for (Operand<?> input : operation.inputs()) {
      sees |= seesData.contains((GraphOperation) input.asOutput().op());
    }
    if (sees) {
      seesData.add(operation);
    }
    List<GraphOperation> controls = keptControls(operation);
    Map<String, AttrValue> attributes =
        sees && operation.type().equals("Squeeze")
            ? namedAxes(operation, copies.of(operation.input(0)).shape())
            : Map.of();
    if (controls.isEmpty() && convolutions.replace(operation)) {
      return;
    }
    boolean isSource = // a copy of these would be another variable, or another input
        OpRegistry.isVariable(operation.type()) || operation.type().startsWith("Placeholder");
    boolean isPlain =
        !copies.reach(operation)
            && controls.size() == operation.numControlInputs()
            && attributes.isEmpty();
    if (!isSource && !isPlain) {
      copies.copy(tf, operation, controls, attributes);
    }
  }

  /** The axes of size one, if the only other open one is that of the examples. */
  private static Map<String, AttrValue> namedAxes(GraphOperation squeeze, Shape shape) {
    boolean isNamed = squeeze.attributes().getAttrIntList("squeeze_dims").length > 0;
    if (isNamed || shape.isUnknown()) {
      return Map.of();
    }
    AttrValue.ListValue.Builder axes = AttrValue.ListValue.newBuilder();
    int open = 0;
    for (int axis = 0; axis < shape.numDimensions(); axis++) {
      if (shape.get(axis) == Shape.UNKNOWN_SIZE) {
        open++;
      } else if (shape.get(axis) == 1) {
        axes.addI(axis);
      }
    }
    return open == 1 && axes.getICount() > 0
        ? Map.of("squeeze_dims", AttrValue.newBuilder().setList(axes).build())
        : Map.of();
  }
}
