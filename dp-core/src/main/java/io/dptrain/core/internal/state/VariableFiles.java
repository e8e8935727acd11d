package io.dptrain.core.internal.state;

import io.dptrain.core.internal.graph.GraphLog;
import io.dptrain.core.internal.graph.op.OpRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.train.Restore;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * Writes and reads the values of all variables of a graph, in TensorFlow's own format. A graph has
 * a saver of its own, which knows the variables that were there when it was first asked for, and so
 * perhaps no slots; this one knows those that were there when it was made.
 *
 * <p>Variables of scope {@link #SCRATCH} are left out: nothing in them outlives a step.
 *
 * <p>Not thread safe; owns no native memory.
 */
public final class VariableFiles {
  /** A scope of variables that no checkpoint holds. */
  public static final String SCRATCH = "dptrain_scratch";

  private final GraphLog log;
  private final int count;
  private final Placeholder<TString> file;
  private final Op save;
  private final Op restore;

  private VariableFiles(GraphLog log, int count, Placeholder<TString> file, Op save, Op restore) {
    this.log = log;
    this.count = count;
    this.file = file;
    this.save = save;
    this.restore = restore;
  }

  /** Adds what writes and reads to a graph. */
  static VariableFiles in(Graph graph) {
    List<Output<?>> variables = variables(graph);
    Ops tf = Ops.create(graph).withSubScope("dptrain_checkpoint");
    Placeholder<TString> file = tf.withName("file").placeholder(TString.class);
    Operand<TString> names =
        strings(tf, variables.stream().map(variable -> variable.op().name()).toList());
    Operand<TString> whole = strings(tf, Collections.nCopies(variables.size(), ""));
    Op save = tf.train.save(file, names, whole, List.copyOf(variables));
    Restore read =
        tf.train.restore(
            file,
            names,
            whole,
            variables.stream().<Class<? extends TType>>map(Output::type).toList());
    List<Op> assigned = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      assigned.add(assign(tf, variables.get(i), read.tensors().get(i)));
    }
    Op restore = tf.withControlDependencies(assigned).withName("restore").noOp();
    GraphLog log = new GraphLog(graph);
    log.read();
    return new VariableFiles(log, variables.size(), file, save, restore);
  }

  private static List<Output<?>> variables(Graph graph) {
    List<Output<?>> variables = new ArrayList<>();
    graph
        .operations()
        .forEachRemaining(
            operation -> {
              if (OpRegistry.isVariable(operation.type())
                  && !operation.name().startsWith(SCRATCH + "/")) {
                variables.add(operation.output(0));
              }
            });
    return variables;
  }

  /** What writes and reads all variables that the graph has by now. */
  VariableFiles ofAll() {
    // To look at each operation takes as long as to write a small model.
    boolean isComplete = !log.read() || variables(log.graph()).size() == count;
    return isComplete ? this : in(log.graph());
  }

  private static Operand<TString> strings(Ops tf, List<String> values) {
    return tf.constant(NdArrays.vectorOfObjects(values.toArray(String[]::new)));
  }

  @SuppressWarnings("unchecked") // a file gives each variable its own type
  private static <T extends TType> Op assign(Ops tf, Output<T> variable, Output<?> value) {
    return tf.assign(variable, (Output<T>) value);
  }

  /** Writes the present values. */
  void save(Session session, Path prefix) {
    run(session, prefix, save);
  }

  /** Gives all variables the values that were written, or fails. */
  void restore(Session session, Path prefix) {
    run(session, prefix, restore);
  }

  private void run(Session session, Path prefix, Op target) {
    try (TString fed = TString.scalarOf(prefix.toString())) {
      session.runner().feed(file, fed).addTarget(target).run().close();
    }
  }
}
