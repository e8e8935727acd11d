package io.dptrain.examples.accounting;

import io.dptrain.examples.BadInput;
import io.dptrain.examples.Inputs;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A run, as one row of a table gives it. */
record TableRow(List<String> header, List<String> cells, AccountantChoice usual) {
  static final List<String> NEEDED =
      List.of("noise_multiplier", "sampling_probability", "steps", "delta");

  private static final String ACCOUNTANT = "accountant";

  TableRow(List<String> header, String[] cells, AccountantChoice usual) {
    this(header, Arrays.asList(cells), usual);
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
    double q = Inputs.probability("sampling_probability", number("sampling_probability"));
    double delta = Inputs.delta("delta", number("delta"));
    return Answer.epsilon(accountant(), q, noise, steps(), delta);
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

  private long steps() {
    try {
      return Inputs.count("steps", new BigDecimal(text("steps")).longValueExact());
    } catch (NumberFormatException | ArithmeticException e) {
      throw new BadInput(
          "steps must be a whole number in [1, 2^53], but is '" + text("steps") + "'", e);
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
