package io.dptrain.core.internal.inline;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Names of nodes, each given once. Not thread safe. */
final class FlatNames {
  private static final Pattern CALL = Pattern.compile("(Stateful)?PartitionedCall(_\\d+)?");

  private final Set<String> taken = new HashSet<>();

  /** A name that was not given yet: the wanted one, or with a number behind it. */
  String unique(String wanted) {
    String valid = wanted.replaceAll("[^A-Za-z0-9_.\\\\/-]", "_").replaceAll("^[^A-Za-z0-9.]+", "");
    String base = valid.isEmpty() ? "x" : valid;
    String name = base;
    for (int i = 1; !taken.add(name); i++) {
      name = base + "_" + i;
    }
    return name;
  }

  /** What stands before the names inside of a call: its own name, less what says "call" alone. */
  static String prefix(String outer, String call) {
    int slash = call.lastIndexOf('/');
    String last = call.substring(slash + 1);
    String kept = CALL.matcher(last).matches() ? call.substring(0, Math.max(slash, 0)) : call;
    return kept.isEmpty() ? outer : outer + kept + "/";
  }
}
