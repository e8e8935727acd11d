package io.dptrain.core.savedmodel;

import io.dptrain.core.internal.graph.axis.Shapes;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import java.util.List;
import java.util.Map;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** What a model takes and gives, as a server reads it. Stateless. */
final class ServedSignature {
  private ServedSignature() {}

  /**
   * The signature of some inputs and outputs. A size is stated if TensorFlow knows it, if it
   * follows from how the graph computes sizes, or if it is declared; the first that knows it
   * counts.
   *
   * @param declared a signature that the model had before, or an empty one
   */
  static SignatureDef of(
      Map<String, Output<?>> inputs, Map<String, Output<?>> outputs, SignatureDef declared) {
    SignatureDef.Builder signature =
        SignatureDef.newBuilder().setMethodName("tensorflow/serving/predict");
    TensorInfo open = TensorInfo.getDefaultInstance();
    inputs.forEach(
        (key, input) ->
            signature.putInputs(
                key, info(input, input.shape(), declared.getInputsOrDefault(key, open))));
    outputs.forEach(
        (key, output) ->
            signature.putOutputs(
                key, info(output, followed(output), declared.getOutputsOrDefault(key, open))));
    return signature.build();
  }

  /**
   * What the graph computes its sizes to. Nothing is proven, so units and public inputs are none.
   */
  private static Shape followed(Output<?> output) {
    return ExampleAnalysis.lenient(output, List.of(), 1).shape(output);
  }

  private static TensorInfo info(Output<?> tensor, Shape known, TensorInfo declared) {
    return TensorInfos.of(tensor, Shapes.merged(known, TensorInfos.shape(declared)));
  }
}
