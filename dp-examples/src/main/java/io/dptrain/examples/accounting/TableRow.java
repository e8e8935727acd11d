package io.dptrain.examples.accounting;

import io.dptrain.examples.BadInput;
import io.dptrain.examples.Inputs;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A run, as one row of a table gives it. */
record TableRow(List<String> header, List<String> cells, AccountantChoice usual) {
  private static final String SAMPLER = RunPart.COLUMN.apply(SamplerChoice.NAME);
  private static final String ACCOUNTANT = RunPart.COLUMN.apply(AnswerFlags.ACCOUNTANT);

  TableRow(List<String> header, String[] cells, AccountantChoice usual) {
    this(header, Arrays.asList(cells), usual);
  }

  /**
   * The columns that a table needs: where each row names its sampler, what goes with it is left.
   */
  static List<String> needed(List<String> header) {
    return header.contains(SAMPLER)
        ? List.of("noise_multiplier", "delta")
        : List.of("noise_multiplier", "sampling_probability", "steps", "delta");
  }

  /**
   * Returns the cells, and epsilon, its lower end and what was wrong, each empty if there is none.
   */
  List<String> evaluated() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      all.add(i < cells.size() && cells.get(i) != null ? cells.get(i) : "");
    }
    try {
      Answer answer = answer();
      all.add(Double.toString(answer.epsilon()));
      all.add(Double.isNaN(answer.epsilonLower()) ? "" : Double.toString(answer.epsilonLower()));
      all.add("");
    } catch (BadInput e) {
      all.addAll(List.of("", "", e.getMessage()));
    }
    return all;
  }

  private Answer answer() {
    Inputs.require(
        cells.size() <= header.size(),
        "a row must have a cell for each column, "
            + header.size()
            + ", but has "
            + cells.size()
            + "; quote cells that hold commas");
    double noise = Inputs.nonNegative("noise_multiplier", number("noise_multiplier"));
    double delta = Inputs.delta("delta", number("delta"));
    AccountantChoice accountant = accountant();
    RunParts parts = new RunParts(RunPart.COLUMN, sampler(), given());
    parts.requireCovered(accountant);
    return Answer.epsilon(accountant, parts.run(), noise, delta);
  }

  private SamplerChoice sampler() {
    String name = text(SAMPLER);
    return name.isEmpty()
        ? SamplerChoice.POISSON
        : Inputs.named(SAMPLER, name, List.of(SamplerChoice.values()), SamplerChoice::toString);
  }

  /** Without a column of samplers, further columns are the table's own. */
  private Map<RunPart, Number> given() {
    boolean either = header.contains(SAMPLER);
    Map<RunPart, Number> given = new EnumMap<>(RunPart.class);
    for (RunPart part : either ? List.of(RunPart.values()) : SamplerChoice.POISSON.parts()) {
      if (!text(part.column()).isEmpty()) {
        given.put(
            part,
            part == RunPart.SAMPLING_PROBABILITY
                ? (Number) number(part.column())
                : count(part.column()));
      }
    }
    return given;
  }

  private String text(String column) {
    int i = header.indexOf(column);
    return i >= 0 && i < cells.size() && cells.get(i) != null ? cells.get(i) : "";
  }

  private double number(String column) {
    try {
      return Double.parseDouble(text(column));
    } catch (NumberFormatException e) {
      throw new BadInput(column + " must be a number, but is '" + text(column) + "'", e);
    }
  }

  private long count(String column) {
    try {
      return Inputs.count(column, new BigDecimal(text(column)).longValueExact());
    } catch (NumberFormatException | ArithmeticException e) {
      throw new BadInput(
          column + " must be a whole number in [1, 2^53], but is '" + text(column) + "'", e);
    }
  }

  private AccountantChoice accountant() {
    String name = text(ACCOUNTANT);
    for (AccountantChoice choice : AccountantChoice.values()) {
      if (choice.toString().equals(name.toLowerCase(Locale.ROOT))) {
        return choice;
      }
    }
    Inputs.require(name.isEmpty(), "accountant must be rdp or pld, but is '" + name + "'");
    return usual;
  }
}
