package io.dptrain.core.gradient;

import io.dptrain.core.graph.ExampleAnalysis;
import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;

/** Finds every place where a variable meets data on its way to the loss. */
final class UseSites {
  private final ExampleAnalysis analysis;

  UseSites(ExampleAnalysis analysis) {
    this.analysis = analysis;
  }

  /**
   * The use sites of one variable, in the order of the graph.
   *
   * @throws PrivacyProofException if the variable is used in a way that no rule covers
   */
  List<UseSite> of(Output<?> variable) {
    List<UseSite> sites = new ArrayList<>();
    collect(variable, variable, sites);
    return sites;
  }

  private void collect(Output<?> variable, Output<?> value, List<UseSite> sites) {
    for (GraphOperation consumer : analysis.operations()) {
      List<Operand<?>> inputs = consumer.inputs();
      for (int i = 0; i < inputs.size(); i++) {
        if (inputs.get(i).asOutput().equals(value)) {
          visit(variable, consumer, i, sites);
        }
      }
    }
  }

  private void visit(Output<?> variable, GraphOperation consumer, int input, List<UseSite> sites) {
    if (!analysis.isDataFree(consumer.output(0))) {
      UseSite site = new UseSite(variable, consumer, input);
      UseSiteRules.requireRule(site);
      sites.add(site);
    } else if (consumer.type().equals("Identity")) {
      collect(variable, consumer.output(0), sites);
    } else {
      throw new PrivacyProofException(
          new GraphFinding(
              GraphFinding.Kind.NOT_COVERED,
              consumer.name(),
              consumer.type(),
              "changes the variable '"
                  + variable.op().name()
                  + "' before it meets data, and there is no per-example norm rule for that",
              "apply the variable to the data directly"));
    }
  }
}
