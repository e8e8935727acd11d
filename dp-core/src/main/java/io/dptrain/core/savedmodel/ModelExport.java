package io.dptrain.core.savedmodel;

import io.dptrain.core.internal.Checks;
import io.dptrain.core.internal.graph.proof.WrittenFromData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;

/**
 * Writes a model for serving: a SavedModel of what its outputs are computed from and nothing else,
 * with the present values of its variables. The graph of a private training holds many more
 * operations, and placeholders that no server feeds. Its signature also states sizes that
 * TensorFlow leaves open, where they follow from those of the inputs.
 *
 * <pre>{@code
 * ModelExport.of(session)
 *     .input("image", image)
 *     .output("probabilities", probabilities)
 *     .to(Path.of("my_model"));
 * }</pre>
 *
 * <p><b>Privacy</b>: what is written is the values of variables and constants. A variable that
 * something in the graph writes from data, neither clipped nor noised, is refused. What was
 * assigned in a session from outside of this graph is not seen.
 *
 * <p>{@link ImportedModel#ofSavedModel(org.tensorflow.op.Ops, Path)} takes what was written, to
 * train it again.
 *
 * <p>Not thread safe; belongs to the session, and owns no native memory.
 */
public final class ModelExport {
  static final String SERVING_DEFAULT = "serving_default";

  private final Session session;
  private final Map<String, Output<?>> inputs = new LinkedHashMap<>();
  private final Map<String, Output<?>> outputs = new LinkedHashMap<>();
  private String key = SERVING_DEFAULT;
  private Map<Output<?>, Shape> declared = Map.of();
  private boolean takesNotPrivate;

  private ModelExport(Session session) {
    this.session = session;
  }

  /** Starts an export of the model in a session. */
  public static ModelExport of(Session session) {
    return new ModelExport(session);
  }

  /** Adds what a caller feeds: a placeholder, or a tensor in whose place one shall stand. */
  public ModelExport input(String name, Operand<?> tensor) {
    requireHere("input", name, tensor);
    inputs.put(name, tensor.asOutput());
    return this;
  }

  /** Adds what a caller gets. */
  public ModelExport output(String name, Operand<?> tensor) {
    requireHere("output", name, tensor);
    outputs.put(name, tensor.asOutput());
    return this;
  }

  /** Names the signature; {@code serving_default} if this is not called. */
  public ModelExport signature(String name) {
    key = name;
    return this;
  }

  /** Declares shapes of tensors, which are written where the graph leaves them open. */
  ModelExport declared(Map<Output<?>, Shape> shapes) {
    declared = shapes;
    return this;
  }

  /**
   * Writes variables that are not private output, too: for models that were not trained privately,
   * or whose metrics are part of what is served.
   */
  public ModelExport withVariablesNotPrivate() {
    takesNotPrivate = true;
    return this;
  }

  /**
   * Writes the model. The folder is there when all of it is written, and not before.
   *
   * @param folder new, or empty
   * @throws IllegalArgumentException if the folder holds something, if an output needs a
   *     placeholder that is no input, or if a variable is not private output
   * @throws IllegalStateException if there is no output, or a variable has no value
   * @throws IOException if the folder cannot be written
   */
  public void to(Path folder) throws IOException {
    Checks.state(!outputs.isEmpty(), "an export must have an output: call output(...) first");
    ExportedFolder.requireFree(folder);
    ServedGraph served = ServedGraph.of(session.graph(), inputs, outputs);
    if (!takesNotPrivate) {
      requirePrivate(served.variables());
    }
    ServedSignature signature = new ServedSignature(inputs, outputs, declared);
    ExportedFolder.write(folder, session, served, key, signature);
  }

  private void requirePrivate(List<GraphOperation> variables) {
    List<WrittenFromData> written = WrittenFromData.of(session.graph(), variables);
    if (!written.isEmpty()) {
      throw new IllegalArgumentException(
          written.stream()
                  .map(
                      found ->
                          "not private output: " + found + ", which " + found.writer().reason())
                  .collect(Collectors.joining("\n"))
              + "\nTrain it through a DpOptimizer alone, or call withVariablesNotPrivate() if it may"
              + " be shown");
    }
  }

  private void requireHere(String what, String name, Operand<?> tensor) {
    Graph graph = session.graph();
    if (tensor.asOutput().op().env() != graph) {
      throw new IllegalArgumentException(
          "the "
              + what
              + " '"
              + name
              + "' must be a tensor of the graph of the session, but is of"
              + " another");
    }
  }
}
