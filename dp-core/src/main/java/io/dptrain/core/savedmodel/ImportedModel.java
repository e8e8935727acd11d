package io.dptrain.core.savedmodel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.family.TType;

/**
 * A model that was made elsewhere, as plain operations of a graph: its functions are gone, its
 * variables are those of TensorFlow Java, and {@code session.initialize()} gives them the values
 * that they had.
 *
 * <pre>{@code
 * ImportedModel model = ImportedModel.ofSavedModel(tf, Path.of("my_model"));
 * Output<TFloat32> logits = model.output(TFloat32.class);
 * Operand<TFloat32> loss = ...;                                     // of logits and labels
 * optimizer.minimize(loss, model.trainable(TFloat32.class));        // all that Keras trains
 * ...
 * model.export(session).to(Path.of("my_private_model"));
 * }</pre>
 *
 * <p>To freeze the model under a head of one's own, pass the variables of the head alone to {@code
 * minimize}. Where the model ends in a softmax, {@link #tensor} finds the logits before it.
 *
 * <p><b>What is taken as public</b>: every value of the model. One that was trained on the data at
 * hand without privacy stays as it was.
 *
 * <p><b>Variables that are not trained</b>, such as the moving mean and variance of a batch
 * normalization, become constants of their names: frozen statistics, which no optimizer moves.
 *
 * <p><b>Limit</b>: values are constants of the graph, which must stay below 2 GB: about 500 million
 * single-precision weights.
 *
 * <p>Immutable; belongs to the graph that it is in, and owns no native memory.
 */
public final class ImportedModel {
  /** Graphs are written out at times, and protocol buffers end at 2^31 bytes. */
  static final long MOST_BYTES = 2_000_000_000;

  private static final int MOST_SHOWN = 10;

  private final PlacedModel placed;
  private final String key;
  private final SignatureDef signature;
  private final Set<String> trained;
  private final double difference;

  ImportedModel(
      PlacedModel placed,
      String key,
      SignatureDef signature,
      Set<String> trained,
      double difference) {
    this.placed = placed;
    this.key = key;
    this.signature = signature;
    this.trained = Set.copyOf(trained);
    this.difference = difference;
  }

  /**
   * Imports the default signature of a SavedModel, or its only one.
   *
   * @param tf where operations are added; below its scope
   * @param folder with {@code saved_model.pb}
   * @throws IllegalArgumentException if the folder cannot be read, if an operation cannot become a
   *     plain one, which is named, or if outputs differ from those of the original on random rows:
   *     by more than {@value EqualOutputs#TOLERANCE} times one plus the largest magnitude of the
   *     output. Nothing is added then
   */
  public static ImportedModel ofSavedModel(Ops tf, Path folder) {
    return ModelImport.ofSavedModel(tf, folder, Optional.empty());
  }

  /**
   * Imports one signature of a SavedModel.
   *
   * @throws IllegalArgumentException as {@link #ofSavedModel(Ops, Path)} does, and if there is no
   *     such signature
   */
  public static ImportedModel ofSavedModel(Ops tf, Path folder, String signature) {
    return ModelImport.ofSavedModel(tf, folder, Optional.of(signature));
  }

  /**
   * Imports a frozen graph, whose weights are constants and stay so.
   *
   * @param file with a binary GraphDef
   * @param inputs the tensors that are fed, such as {@code images} or {@code images:0}
   * @param outputs the tensors that the model gives
   * @throws IllegalArgumentException as {@link #ofSavedModel(Ops, Path)} does
   */
  public static ImportedModel ofGraphDef(
      Ops tf, Path file, List<String> inputs, List<String> outputs) {
    return ofGraphDef(tf, file, inputs, outputs, List.of());
  }

  /**
   * Imports a frozen graph, and makes variables of some of its constants.
   *
   * @param variables names of constants, such as {@code dense/kernel}
   * @throws IllegalArgumentException as {@link #ofSavedModel(Ops, Path)} does, and if a name is not
   *     that of a constant behind the outputs
   */
  public static ImportedModel ofGraphDef(
      Ops tf, Path file, List<String> inputs, List<String> outputs, List<String> variables) {
    return ModelImport.ofGraphDef(tf, file, inputs, outputs, variables);
  }

  /** The placeholders, by the names of the signature; the batch axis is -1 where it was. */
  public Map<String, Output<?>> inputs() {
    return Collections.unmodifiableMap(placed.inputs());
  }

  /** What the model gives, by the names of the signature. */
  public Map<String, Output<?>> outputs() {
    return Collections.unmodifiableMap(placed.outputs());
  }

  /**
   * The only input.
   *
   * @throws IllegalStateException if there are several
   */
  public <T extends TType> Output<T> input(Class<T> type) {
    return only("input", placed.inputs()).expect(type);
  }

  /**
   * The only output.
   *
   * @throws IllegalStateException if there are several
   */
  public <T extends TType> Output<T> output(Class<T> type) {
    return only("output", placed.outputs()).expect(type);
  }

  private static Output<?> only(String what, Map<String, Output<?>> all) {
    if (all.size() != 1) {
      throw new IllegalStateException(
          "the model must have one " + what + ", but has " + all.keySet() + ": pick one by name");
    }
    return all.values().iterator().next();
  }

  /** The variables, by their names in Keras such as {@code dense/kernel}. */
  public Map<String, Output<?>> variables() {
    return Collections.unmodifiableMap(placed.variables());
  }

  /**
   * The variables of a type that Keras trains: without those of layers that are frozen there, if
   * the model says so.
   */
  public <T extends TType> List<Operand<T>> trainable(Class<T> type) {
    List<Operand<T>> found = new ArrayList<>();
    placed
        .variables()
        .forEach(
            (name, variable) -> {
              if (trained.contains(name) && variable.type().equals(type)) {
                found.add(variable.expect(type));
              }
            });
    return found;
  }

  /**
   * The tensor of an operation of the original, such as {@code model/dense/BiasAdd}, or {@code
   * name:1} for its second one. Names inside of functions stand behind those of their calls, less
   * what says no more than that it is a call ({@code StatefulPartitionedCall}).
   *
   * @throws IllegalArgumentException if there is no such one, with names that are like it
   */
  public Output<?> tensor(String name) {
    TensorName parsed = TensorName.of(name);
    List<Output<?>> outputs = placed.tensors().get(parsed.operation());
    if (outputs == null) {
      throw unknown(parsed.operation());
    }
    if (parsed.index() >= outputs.size()) {
      throw new IllegalArgumentException(
          "the number behind the name must be below "
              + outputs.size()
              + ", which is how many tensors '"
              + parsed.operation()
              + "' has, but the name is '"
              + name
              + "'");
    }
    return outputs.get(parsed.index());
  }

  private IllegalArgumentException unknown(String operation) {
    String last = operation.substring(operation.lastIndexOf('/') + 1);
    List<String> like = tensorNames().stream().filter(name -> name.endsWith(last)).toList();
    List<String> shown = like.isEmpty() ? tensorNames() : like;
    return new IllegalArgumentException(
        "name must be that of an operation behind the outputs, but is '"
            + operation
            + "'; "
            + (like.isEmpty() ? "there are " : "like it are ")
            + shown.size()
            + (shown.size() > MOST_SHOWN ? ", as " : ": ")
            + shown.stream().limit(MOST_SHOWN).toList()
            + "; tensorNames() gives all");
  }

  /** The names that {@link #tensor} knows, from inputs to outputs. */
  public List<String> tensorNames() {
    return List.copyOf(placed.tensors().keySet());
  }

  /**
   * The largest difference from the outputs of the original on random rows, over one plus the
   * largest magnitude of the output; at most {@value EqualOutputs#TOLERANCE}.
   */
  public double difference() {
    return difference;
  }

  /** Starts an export for serving, under the signature that was imported, with its shapes. */
  public ModelExport export(Session session) {
    ModelExport export = ModelExport.of(session).signature(key).declared(stated());
    new LinkedHashMap<>(placed.inputs()).forEach(export::input);
    placed.outputs().forEach(export::output);
    return export;
  }

  /** The shapes that the signature states. */
  private Map<Output<?>, Shape> stated() {
    Map<Output<?>, Shape> stated = new HashMap<>();
    placed
        .inputs()
        .forEach(
            (name, input) ->
                stated.put(input, TensorInfos.shape(signature.getInputsOrThrow(name))));
    placed
        .outputs()
        .forEach(
            (name, output) ->
                stated.put(output, TensorInfos.shape(signature.getOutputsOrThrow(name))));
    return stated;
  }
}
