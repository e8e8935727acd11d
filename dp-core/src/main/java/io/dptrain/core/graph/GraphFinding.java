package io.dptrain.core.graph;

import io.dptrain.core.internal.ImportMark;
import java.io.Serializable;
import org.tensorflow.Operation;

/**
 * One reason why a graph cannot be trained privately.
 *
 * @param kind which promise is not kept
 * @param operation the name of the offending operation in the graph
 * @param type its op type, for example {@code MatMul}
 * @param reason what is wrong with it
 * @param fix what to change
 */
public record GraphFinding(Kind kind, String operation, String type, String reason, String fix)
    implements Serializable {

  /** What a finding says of the graph. */
  public enum Kind {
    /** An operation lets one example influence what is computed for another. */
    MIXES_EXAMPLES,
    /** It is not known whether an operation keeps examples apart. */
    NOT_FOLLOWED,
    /** Something enters the graph that no sampler drew, or fails for some private values. */
    NOT_PUBLIC,
    /** The loss is not one entry per example, and cannot be made so. */
    NO_EXAMPLE_LOSS,
    /**
     * A variable has no per-example gradient, or none in the type of the loss; or an operation does
     * not run on every processor.
     */
    NOT_COVERED,
    /** Data reaches a variable in another way than through a noised gradient. */
    UNPROTECTED_UPDATE
  }

  private static final String OF_THE_IMPORT =
      "; it is part of the imported model: change it where that model is built, or run the model in"
          + " the feeder and train a head on its outputs (docs/training-your-own.md)";

  /** A finding on an operation of a graph. The fix also says where, if it was imported. */
  public GraphFinding(Kind kind, Operation operation, String reason, String fix) {
    this(kind, operation.name(), operation.type(), reason, fix + whereToChange(kind, operation));
  }

  /** An imported operation is built by no line of the program. */
  private static String whereToChange(Kind kind, Operation operation) {
    return switch (kind) {
      case MIXES_EXAMPLES, NOT_FOLLOWED, NOT_COVERED ->
          ImportMark.isOn(operation) ? OF_THE_IMPORT : "";
      // What is fed, what the loss is made of, and what is written are the program's own.
      case NOT_PUBLIC, NO_EXAMPLE_LOSS, UNPROTECTED_UPDATE -> "";
    };
  }

  @Override
  public String toString() {
    return type + " '" + operation + "' " + reason + "; " + fix;
  }
}
