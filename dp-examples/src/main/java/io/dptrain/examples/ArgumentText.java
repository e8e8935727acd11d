package io.dptrain.examples;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with the arguments, in words for people who do not program. */
public final class ArgumentText {
  private ArgumentText() {}

  static String of(ParameterException e) {
    if (e instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      return missing(missing);
    }
    if (e instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched);
    }
    boolean badValue = e.getClass() == ParameterException.class && e.getValue() != null;
    return badValue && e.getArgSpec() instanceof OptionSpec option
        ? badValue(option, e)
        : e.getMessage();
  }

  /** Names everything that is missing at once. */
  private static String missing(MissingParameterException e) {
    List<String> names = e.getMissing().stream().map(ArgumentText::name).toList();
    return e.getMessage().contains("required parameter for")
        ? names.get(0) + " needs a value; add it"
        : missing(names);
  }

  /** One line that names all flags that are missing. */
  public static String missing(List<String> names) {
    return String.join(", ", names)
        + (names.size() == 1 ? " is missing; add it" : " are missing; add them");
  }

  private static String unmatched(UnmatchedArgumentException e) {
    String first = e.getUnmatched().get(0);
    if (e.isUnknownOption()) {
      return "unknown option '" + first + "'";
    }
    var commands = e.getCommandLine().getSubcommands().keySet();
    return commands.isEmpty()
        ? "'" + first + "' follows no option; remove it"
        : "unknown command '" + first + "'; the commands are " + String.join(", ", commands);
  }

  private static String badValue(OptionSpec option, ParameterException e) {
    Class<?> type = option.auxiliaryTypes()[0];
    String rule =
        switch (type.getSimpleName()) {
          case "double", "Double" -> "a number";
          case "long", "Long" -> "a whole number";
          case "int", "Integer" -> "a whole number below 2^31";
          default -> type.isEnum() ? choices(type) : "";
        };
    return rule.isEmpty()
        ? e.getMessage()
        : option.longestName() + " must be " + rule + ", but is '" + e.getValue() + "'";
  }

  private static String choices(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(choice -> choice.toString().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" or "));
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }
}
