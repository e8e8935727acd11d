package io.dptrain.examples.check;

import io.dptrain.examples.Numbers;
import io.dptrain.examples.check.sweep.CaseResult;
import io.dptrain.examples.check.sweep.OpRow;
import java.util.List;
import java.util.stream.Collectors;

/** The report for a reader. */
final class CheckText {
  private final CheckReport report;
  private final StringBuilder text = new StringBuilder();

  private CheckText(CheckReport report) {
    this.report = report;
  }

  static String of(CheckReport report) {
    CheckText text = new CheckText(report);
    text.addMachine();
    text.addOperations();
    text.addMeasured("noise", report.noise());
    text.addMeasured("clipping", report.clipping());
    text.addVerdict();
    return text.text.toString();
  }

  private void addMachine() {
    Machine machine = report.machine();
    line("processor: " + machine.processor());
    line("instruction set: " + machine.instructionSet());
    line("TensorFlow: " + machine.tensorFlow() + ", " + machine.build() + " build");
  }

  private void addOperations() {
    List<CaseResult> all = report.operations();
    List<CaseResult> keptOut = report.keptOut();
    line("");
    line(
        "operations: %s of %s; %d wrong and accepted, %d wrong and kept out"
            .formatted(
                Numbers.count(all.size(), "case"),
                Numbers.count(OpRow.of(all).size(), "type"),
                report.broken().size(),
                keptOut.size()));
    report.broken().forEach(broken -> line("  WRONG AND ACCEPTED " + broken));
    report.unusable().forEach(unusable -> line("  does not run here: " + unusable));
    if (!keptOut.isEmpty()) {
      line(
          "  wrong here, but minimize refuses it or computes it in another way, so no harm: "
              + OpRow.of(keptOut).stream()
                  .map(row -> row.op() + " (" + row.results().size() + ")")
                  .collect(Collectors.joining(", ")));
    }
  }

  private void addMeasured(String title, List<Measured> measured) {
    line("");
    long failed = measured.stream().filter(one -> !one.holds()).count();
    line(title + ": " + Numbers.count(measured.size(), "number") + ", " + failed + " out of range");
    measured.forEach(one -> line("  " + one.text()));
  }

  private void addVerdict() {
    line("");
    line(
        report.holds()
            ? "The guarantee holds here, as far as this check sees: what is accepted is right."
            : "THE GUARANTEE DOES NOT HOLD HERE: do not train on private data on this machine"
                + " with what is named above.");
  }

  private void line(String line) {
    text.append(line).append(System.lineSeparator());
  }
}
