package io.dptrain.core.savedmodel;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFFailedPreconditionException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.NoOp;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.train.Restore;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** The folder of a SavedModel: written beside its place, and moved there. Stateless. */
final class ExportedFolder {
  private ExportedFolder() {}

  /**
   * Requires that nothing would be overwritten.
   *
   * @throws IllegalArgumentException if there is a file, or a folder that is not empty
   */
  static void requireFree(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        if (files.findAny().isEmpty()) {
          return;
        }
      }
    }
    if (Files.exists(folder)) {
      throw new IllegalArgumentException(
          "folder must be new or empty, but " + folder + " holds something: choose another");
    }
  }

  /** Writes graph and values. */
  static void write(
      Path folder, Session session, ServedGraph served, String key, ServedSignature signature)
      throws IOException {
    Path place = folder.toAbsolutePath().normalize();
    Files.createDirectories(place.getParent());
    Path made = Files.createTempDirectory(place.getParent(), place.getFileName() + ".");
    try {
      writeGraph(made, served, key, signature);
      if (!served.variables().isEmpty()) {
        Files.createDirectory(made.resolve("variables"));
        writeValues(made.resolve("variables/variables"), session, served.variables());
      }
      Files.deleteIfExists(place);
      Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(made);
    }
  }

  private static void writeGraph(
      Path folder, ServedGraph served, String key, ServedSignature signature) throws IOException {
    try (Graph graph = new Graph()) {
      graph.importGraphDef(served.definition());
      SignatureDef written = signature.in(graph);
      MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
      if (!served.variables().isEmpty()) {
        meta.setSaverDef(saver(graph, served.variables()));
      }
      meta.setGraphDef(graph.toGraphDef())
          .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags(OpenedModel.SERVE))
          .putSignatureDef(key, written);
      SavedModel model =
          SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(meta).build();
      try (OutputStream file = Files.newOutputStream(folder.resolve("saved_model.pb"))) {
        model.writeTo(file);
      }
    }
  }

  /** Adds what reads and writes the values of variables, by their names. */
  private static SaverDef saver(Graph graph, List<GraphOperation> variables) {
    Ops tf = Ops.create(graph).withSubScope("save");
    Placeholder<TString> file = tf.withName("filename").placeholder(TString.class);
    List<Output<?>> values =
        variables.stream().<Output<?>>map(v -> graph.outputOrThrow(v.name())).toList();
    Operand<TString> names = names(tf, variables);
    Operand<TString> whole = whole(tf, variables.size());
    Op save = tf.train.save(file, names, whole, List.copyOf(values));
    Operand<TString> saved =
        tf.withControlDependencies(List.of(save)).withName("control_dependency").identity(file);
    Restore restore =
        tf.train.restore(
            file, names, whole, values.stream().<Class<? extends TType>>map(Output::type).toList());
    List<Op> assigned = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      assigned.add(assign(tf, values.get(i), restore.tensors().get(i)));
    }
    NoOp restored = tf.withControlDependencies(assigned).withName("restore_all").noOp();
    return SaverDef.newBuilder()
        .setFilenameTensorName(file.op().name() + ":0")
        .setSaveTensorName(saved.op().name() + ":0")
        .setRestoreOpName(restored.op().name())
        .setVersion(SaverDef.CheckpointFormatVersion.V2)
        .build();
  }

  @SuppressWarnings("unchecked") // a checkpoint gives each variable its own type
  private static <T extends TType> Op assign(Ops tf, Output<T> variable, Output<?> value) {
    return tf.assign(variable, (Output<T>) value);
  }

  private static Operand<TString> names(Ops tf, List<GraphOperation> variables) {
    return strings(tf, variables.stream().map(GraphOperation::name).toArray(String[]::new));
  }

  private static Operand<TString> strings(Ops tf, String... values) {
    return tf.constant(NdArrays.vectorOfObjects(values));
  }

  /** Each tensor as a whole, and not a slice of it. */
  private static Operand<TString> whole(Ops tf, int variables) {
    return strings(tf, Stream.generate(() -> "").limit(variables).toArray(String[]::new));
  }

  /** Through a graph of its own: the one that is trained does not grow by each export. */
  private static void writeValues(Path file, Session session, List<GraphOperation> variables) {
    try (Result values = values(session, variables);
        Graph graph = new Graph();
        Session writer = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Session.Runner runner = writer.runner();
      List<Operand<?>> fed = new ArrayList<>();
      for (int i = 0; i < variables.size(); i++) {
        Output<?> variable = variables.get(i).output(0);
        fed.add(tf.placeholder(variable.type(), Placeholder.shape(variable.shape())));
        runner.feed(fed.get(i), values.get(i));
      }
      Op save =
          tf.train.save(
              tf.constant(file.toString()), names(tf, variables), whole(tf, variables.size()), fed);
      runner.addTarget(save).run().close();
    }
  }

  private static Result values(Session session, List<GraphOperation> variables) {
    try {
      Session.Runner runner = session.runner();
      variables.forEach(variable -> runner.fetch(variable.output(0)));
      return runner.run();
    } catch (TFFailedPreconditionException e) {
      throw new IllegalStateException(
          "each variable must have a value: call session.initialize() first", e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
