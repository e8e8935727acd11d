package io.dptrain.core.graph;

import java.io.Serializable;

/**
 * One reason why a graph cannot be trained privately.
 *
 * @param operation the name of the offending operation in the graph
 * @param type its op type, for example {@code MatMul}
 * @param reason what is wrong with it
 * @param fix what to change
 */
public record GraphFinding(String operation, String type, String reason, String fix)
    implements Serializable {

  @Override
  public String toString() {
    return type + " '" + operation + "' " + reason + "; " + fix;
  }
}
