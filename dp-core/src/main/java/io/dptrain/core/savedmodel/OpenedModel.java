package io.dptrain.core.savedmodel;

import com.google.protobuf.InvalidProtocolBufferException;
import io.dptrain.core.internal.NativeFailure;
import io.dptrain.core.internal.graph.op.OpRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFFailedPreconditionException;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * A model as it was written, with its values: a bundle in TensorFlow's session, or a graph of
 * constants.
 *
 * <p>Not thread safe. <b>Native memory</b>: owns graph and session, freed by {@link #close}.
 */
final class OpenedModel implements AutoCloseable {
  static final String SERVE = "serve";
  private static final String INIT_SIGNATURE = "__saved_model_init_op";

  private final String name;
  private final String key;
  private final GraphDef definition;
  private final SignatureDef signature;
  private final KerasVariables variables;
  private final Graph graph;
  private final Session session;

  private OpenedModel(
      String name,
      String key,
      GraphDef definition,
      SignatureDef signature,
      KerasVariables variables,
      Graph graph,
      Session session) {
    this.name = name;
    this.key = key;
    this.definition = definition;
    this.signature = signature;
    this.variables = variables;
    this.graph = graph;
    this.session = session;
  }

  /**
   * Opens a SavedModel.
   *
   * @param key of the signature; empty for the default one, or the only one
   * @throws IllegalArgumentException saying what of the folder is missing or cannot be read
   */
  static OpenedModel ofSavedModel(Path folder, Optional<String> key) {
    MetaGraphDef meta = serving(folder, read(folder));
    String chosen = signature(folder, meta, key);
    requireValues(folder, meta.getGraphDef());
    SavedModelBundle bundle = null;
    try {
      bundle =
          SavedModelBundle.load(
              folder.toString(), meta.getMetaInfoDef().getTagsList().toArray(String[]::new));
      InitializedTwins.fill(meta.getGraphDef(), bundle.graph(), bundle.session());
      return new OpenedModel(
          "the SavedModel in " + folder,
          chosen,
          meta.getGraphDef(),
          meta.getSignatureDefOrThrow(chosen),
          KerasVariables.of(meta.getObjectGraphDef()),
          bundle.graph(),
          bundle.session());
    } catch (RuntimeException e) {
      if (bundle != null) {
        bundle.close();
      }
      throw NativeFailure.refused("the SavedModel in " + folder + " cannot be loaded", e);
    }
  }

  /**
   * Opens a frozen graph.
   *
   * @param inputs the tensors that are fed, such as {@code input:0}
   * @param outputs the tensors that are computed
   */
  static OpenedModel ofGraphDef(Path file, List<String> inputs, List<String> outputs) {
    GraphDef definition = readGraph(file);
    Graph graph = new Graph();
    try {
      graph.importGraphDef(definition);
      SignatureDef.Builder signature = SignatureDef.newBuilder();
      inputs.forEach(tensor -> signature.putInputs(tensor, info(graph, file, tensor)));
      outputs.forEach(tensor -> signature.putOutputs(tensor, info(graph, file, tensor)));
      return new OpenedModel(
          "the graph in " + file,
          ModelExport.SERVING_DEFAULT,
          definition,
          signature.build(),
          KerasVariables.none(),
          graph,
          new Session(graph));
    } catch (RuntimeException e) {
      graph.close();
      throw NativeFailure.refused("the graph in " + file + " cannot be loaded", e);
    }
  }

  private static TensorInfo info(Graph graph, Path file, String tensor) {
    TensorName name = TensorName.of(tensor);
    GraphOperation operation = graph.operation(name.operation());
    if (operation == null || name.index() >= operation.numOutputs()) {
      throw new IllegalArgumentException(
          "inputs and outputs must be tensors of the graph in "
              + file
              + ", but it has no '"
              + tensor
              + "'");
    }
    Output<?> found = operation.output(name.index());
    return TensorInfos.of(found, found.shape());
  }

  private static SavedModel read(Path folder) {
    Path file = folder.resolve("saved_model.pb");
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "folder must hold a saved_model.pb, but there is none in " + folder);
    }
    try {
      return SavedModel.parseFrom(Files.readAllBytes(file));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(file + " must be a SavedModel, but cannot be read", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GraphDef readGraph(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("file must be a GraphDef, but there is no " + file);
    }
    try {
      GraphDef definition = GraphDef.parseFrom(Files.readAllBytes(file));
      if (definition.getNodeCount() > 0) {
        return definition;
      }
      throw new IllegalArgumentException(file + " must be a GraphDef, but holds no node");
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(file + " must be a GraphDef, but cannot be read", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MetaGraphDef serving(Path folder, SavedModel model) {
    return model.getMetaGraphsList().stream()
        .filter(meta -> tags(meta).contains(SERVE))
        .min(Comparator.comparing(meta -> tags(meta).size()))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a SavedModel must hold a graph of the tag 'serve', but "
                        + folder
                        + " holds graphs of the tags "
                        + model.getMetaGraphsList().stream().map(OpenedModel::tags).toList()));
  }

  private static List<String> tags(MetaGraphDef meta) {
    return List.copyOf(meta.getMetaInfoDef().getTagsList());
  }

  private static String signature(Path folder, MetaGraphDef meta, Optional<String> key) {
    Map<String, SignatureDef> all = new TreeMap<>(meta.getSignatureDefMap());
    all.remove(INIT_SIGNATURE);
    if (all.isEmpty()) {
      throw new IllegalArgumentException(
          "a SavedModel must have a signature to be imported, but " + folder + " has none");
    }
    String only = all.size() == 1 ? all.keySet().iterator().next() : ModelExport.SERVING_DEFAULT;
    String chosen = key.orElse(only);
    if (!all.containsKey(chosen)) {
      throw new IllegalArgumentException(
          "signature must be one of "
              + all.keySet()
              + ", which are those of "
              + folder
              + ", but "
              + key.map(name -> "is '" + name + "'")
                  .orElse("none was named: give one as the third argument"));
    }
    return chosen;
  }

  private static void requireValues(Path folder, GraphDef definition) {
    boolean hasVariables =
        definition.getNodeList().stream().anyMatch(node -> OpRegistry.holdsVariable(node.getOp()));
    if (hasVariables && !Files.exists(folder.resolve("variables/variables.index"))) {
      throw new IllegalArgumentException(
          "a SavedModel with variables must have a folder 'variables' with their values, but there"
              + " is no variables/variables.index in "
              + folder);
    }
  }

  String name() {
    return name;
  }

  /** Of the signature. */
  String key() {
    return key;
  }

  GraphDef definition() {
    return definition;
  }

  SignatureDef signature() {
    return signature;
  }

  KerasVariables variables() {
    return variables;
  }

  /**
   * The values of variables, or of constants. The caller closes them.
   *
   * @param sources nodes of the definition, by the names of the values
   */
  Map<String, Tensor> values(Map<String, String> sources) {
    // All nodes first, and one run: each run of a graph that grew sets the session up anew.
    Map<String, Operand<?>> read = new LinkedHashMap<>();
    sources.forEach((name, node) -> read.put(name, read(node)));
    Session.Runner runner = session.runner();
    read.values().forEach(runner::fetch);
    Map<String, Tensor> values = new LinkedHashMap<>();
    if (!read.isEmpty()) {
      Result result = run(runner, sources);
      int i = 0;
      for (String name : read.keySet()) {
        values.put(name, result.get(i++));
      }
    }
    return values;
  }

  private Operand<?> read(String node) {
    Operation holder = graph.operationOrThrow(node);
    if (!OpRegistry.isResourceVariable(holder.type())) {
      return holder.output(0);
    }
    String name = "dptrain_import/" + node;
    Operation known = graph.operation(name);
    return known != null
        ? known.output(0)
        : graph
            .opBuilder("ReadVariableOp", name, graph.baseScope())
            .addInput(holder.output(0))
            .setAttr("dtype", ((GraphOperation) holder).attributes().getAttrType("dtype"))
            .build()
            .output(0);
  }

  private Result run(Session.Runner runner, Map<String, String> sources) {
    try {
      return runner.run();
    } catch (TFFailedPreconditionException e) {
      throw new IllegalArgumentException(
          "each variable must have a value, but "
              + firstWithout(sources.values())
                  .map(node -> "the variable '" + node + "'")
                  .orElse("one")
              + " of "
              + name
              + " was not restored",
          e);
    }
  }

  private Optional<String> firstWithout(Collection<String> nodes) {
    for (String node : nodes) {
      try {
        session.runner().fetch(read(node)).run().close();
      } catch (TFFailedPreconditionException e) {
        return Optional.of(node);
      }
    }
    return Optional.empty();
  }

  /** Runs the signature. The caller closes the result, whose order is that of its outputs. */
  Result run(Map<String, Tensor> inputs) {
    Session.Runner runner = session.runner();
    inputs.forEach((key, rows) -> runner.feed(signature.getInputsOrThrow(key).getName(), rows));
    signature.getOutputsMap().values().forEach(output -> runner.fetch(output.getName()));
    return runner.run();
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
