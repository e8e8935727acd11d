package io.dptrain.core.savedmodel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.types.TFloat32;

/** What models give, before and after an import. */
final class Imports {
  private Imports() {}

  /** Rows of numbers from 0 to 2. */
  static TFloat32 rows(int count, Operand<?> input) {
    Random random = new Random(count);
    return TFloat32.tensorOf(
        input.shape().tail().prepend(count),
        tensor -> tensor.scalars().forEach(value -> value.setFloat(2 * random.nextFloat())));
  }

  static float[] numbers(Result result) {
    float[] numbers = new float[Math.toIntExact(result.get(0).shape().size())];
    result.get(0).asRawTensor().data().asFloats().read(numbers);
    return numbers;
  }

  /** What an imported model gives. */
  static float[] values(Session session, ImportedModel model, TFloat32 rows) {
    try (Result result =
        session
            .runner()
            .feed(model.input(TFloat32.class), rows)
            .fetch(model.output(TFloat32.class))
            .run()) {
      return numbers(result);
    }
  }

  /** The initial value of a variable. */
  static float[] initial(ImportedModel model, String variable) {
    Operand<?> tensor = model.variables().get(variable);
    try (Session session = new Session((Graph) tensor.asOutput().env())) {
      session.initialize();
      try (Result value = session.runner().fetch(tensor).run()) {
        return numbers(value);
      }
    }
  }

  /** What a SavedModel gives in TensorFlow's own session. */
  static float[] served(Path bundle, TFloat32 rows) {
    try (SavedModelBundle loaded = SavedModelBundle.load(bundle.toString(), "serve")) {
      var signature = loaded.signatures().get(0);
      String input = signature.inputNames().iterator().next();
      try (Result result = loaded.function(signature.key()).call(Map.of(input, rows))) {
        return numbers(result);
      }
    }
  }

  /** The names of a signature that was written, with their types and shapes. */
  static List<String> signature(Path bundle) throws IOException {
    SavedModel model = SavedModel.parseFrom(Files.readAllBytes(bundle.resolve("saved_model.pb")));
    SignatureDef only = model.getMetaGraphs(0).getSignatureDefMap().values().iterator().next();
    List<String> all = new ArrayList<>();
    only.getInputsMap().forEach((key, info) -> all.add("takes " + key + typeAndShape(info)));
    only.getOutputsMap().forEach((key, info) -> all.add("gives " + key + typeAndShape(info)));
    return all.stream().sorted().toList();
  }

  private static String typeAndShape(TensorInfo info) {
    return " " + info.getDtype() + Arrays.toString(TensorInfos.shape(info).asArray());
  }

  /** The types of all operations of a graph. */
  static List<String> types(Graph graph) {
    List<String> types = new ArrayList<>();
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
      types.add(all.next().type());
    }
    return types;
  }

  static AbstractThrowableAssert<?, ? extends Throwable> refused(ThrowingCallable call) {
    return assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
  }
}
