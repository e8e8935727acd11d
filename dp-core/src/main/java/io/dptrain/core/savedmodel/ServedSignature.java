package io.dptrain.core.savedmodel;

import io.dptrain.core.internal.graph.axis.Shapes;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * What a model takes and gives.
 *
 * @param inputs what is fed, by the names that callers know
 * @param outputs what they get
 * @param declared shapes of some of these tensors, as far as they are known from elsewhere
 */
record ServedSignature(
    Map<String, Output<?>> inputs, Map<String, Output<?>> outputs, Map<Output<?>, Shape> declared) {

  /**
   * The signature as a server reads it. A size is stated if TensorFlow knows it, if it follows from
   * how the graph computes sizes, or if it is declared; the first that knows it counts.
   *
   * @param graph the graph that is served, with the tensors under their names
   */
  SignatureDef in(Graph graph) {
    SignatureDef.Builder signature =
        SignatureDef.newBuilder().setMethodName("tensorflow/serving/predict");
    inputs.forEach((key, input) -> signature.putInputs(key, info(graph, input)));
    outputs.forEach((key, output) -> signature.putOutputs(key, info(graph, output)));
    return signature.build();
  }

  private TensorInfo info(Graph graph, Output<?> tensor) {
    Output<?> served = graph.operationOrThrow(tensor.op().name()).output(tensor.index());
    // Nothing is proven, so that units and public inputs do not matter.
    Shape followed = ExampleAnalysis.lenient(served, List.of(), 1).shape(served);
    Shape stated = declared.getOrDefault(tensor, Shape.unknown());
    return TensorInfos.of(served, Shapes.merged(followed, stated));
  }
}
