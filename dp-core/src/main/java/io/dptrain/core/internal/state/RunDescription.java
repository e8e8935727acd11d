package io.dptrain.core.internal.state;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.dptrain.core.internal.UnitSize;
import io.dptrain.core.internal.graph.Graphs;
import io.dptrain.core.plan.DpPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.proto.NodeDef;

/**
 * What must be the same for a run to go on: by it the charged steps cost what the ledger says, and
 * the saved values belong to the variables.
 *
 * @param entries what it is, by name, each in one line
 */
public record RunDescription(Map<String, String> entries) {
  private static final String FORMAT = "1";
  private static final String VARIABLES = "trained variables";
  private static final String BETWEEN = "; ";

  /** The value of what is not named. */
  private static final String NOTHING = "nothing";

  /** So many characters of variables are kept as they are, and more as a digest. */
  private static final int LONGEST = 4_000;

  /** An event that is not a multiple of that of one step shows by then. */
  private static final int MANY_STEPS = 1_000;

  /**
   * Keeps the order.
   *
   * @throws IllegalArgumentException if an entry is not one line without tabs
   */
  public RunDescription {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    entries.forEach(
        (name, value) -> {
          if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                "the description of the "
                    + name
                    + " must be one line without tabs, but is '"
                    + value.replaceAll("\\p{Cntrl}", "?")
                    + "'");
          }
        });
  }

  /**
   * What is known before there is a model.
   *
   * @param noise where the noise comes from
   */
  public static RunDescription of(DpPlan plan, UnitSize rowsPerUnit, String noise) {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("format", FORMAT);
    entries.put("data set size", Integer.toString(plan.sampling().datasetSize()));
    entries.putAll(plan.details());
    entries.put("rows per unit", rowsPerUnit.toString());
    entries.put("noise", noise);
    entries.put("neighboring relation", plan.neighboringRelation().name());
    entries.put("reproducible", Boolean.toString(plan.reproducible()));
    // All that the ledger says is made of these, whatever a strategy says of itself.
    entries.put("event of one step", plan.after(1).toString());
    entries.put("event of " + MANY_STEPS + " steps", plan.after(MANY_STEPS).toString());
    return new RunDescription(entries);
  }

  /** The same with what it spends from the budget of a data set, which may be nothing. */
  RunDescription spending(Optional<PlannedSpending> spending) {
    Map<String, String> more = new LinkedHashMap<>(entries);
    for (String name : PlannedSpending.NAMES) {
      more.put(name, spending.map(planned -> planned.description().get(name)).orElse(NOTHING));
    }
    return new RunDescription(more);
  }

  /**
   * The same with a model: its trained variables, and all that its loss is computed by. What the
   * wrapped optimizer does with gradients may change.
   */
  public RunDescription with(Output<?> loss, List<? extends Operand<?>> trained) {
    Map<String, String> more = new LinkedHashMap<>(entries);
    String variables =
        trained.stream()
            .map(Operand::asOutput)
            .map(v -> v.op().name() + " " + v.type().getSimpleName() + " " + v.shape())
            .sorted()
            .collect(Collectors.joining(BETWEEN));
    more.put(
        VARIABLES,
        variables.length() <= LONGEST
            ? variables
            : trained.size() + " of the digest " + hex(sha256(), variables));
    more.put("model", fingerprint(loss));
    return new RunDescription(more);
  }

  /** SHA-256 of the operations that a loss is computed by. */
  private static String fingerprint(Output<?> loss) {
    Set<String> names =
        Graphs.ancestorsInOrder(loss).stream()
            .map(GraphOperation::name)
            .collect(Collectors.toSet());
    Map<String, NodeDef> nodes = new TreeMap<>();
    for (NodeDef node : ((Graph) loss.op().env()).toGraphDef().getNodeList()) {
      if (names.contains(node.getName())) {
        nodes.put(node.getName(), node);
      }
    }
    MessageDigest digest = sha256();
    nodes.values().forEach(node -> add(digest, node));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, NodeDef node) {
    NodeDef.Builder own = node.toBuilder().setDevice("");
    // What TensorFlow or a tool notes for itself.
    node.getAttrMap().keySet().stream()
        .filter(name -> name.startsWith("_"))
        .forEach(own::removeAttr);
    byte[] bytes = bytes(own.build());
    digest.update((bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
  }

  private static byte[] bytes(MessageLite message) {
    byte[] bytes = new byte[message.getSerializedSize()];
    CodedOutputStream stream = CodedOutputStream.newInstance(bytes);
    stream.useDeterministicSerialization();
    try {
      message.writeTo(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array takes all
    }
    return bytes;
  }

  static String hex(MessageDigest digest, String text) {
    return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /**
   * What is not as it was; empty if all that this one says is the same.
   *
   * @param before of the run that is to go on, which may say more
   */
  Optional<String> difference(RunDescription before) {
    for (Map.Entry<String, String> entry : entries.entrySet()) {
      String name = entry.getKey();
      String was = before.entries.getOrDefault(name, NOTHING);
      String is = entry.getValue();
      if (!was.equals(is)) {
        return Optional.of(
            name.equals(VARIABLES)
                ? differentVariables(was, is)
                : name + " was '" + was + "' and is '" + is + "'");
      }
    }
    return Optional.empty();
  }

  private static String differentVariables(String was, String is) {
    return "trained variables differ: there were "
        + without(was, is)
        + ", and there are "
        + without(is, was);
  }

  /** The first of some variables that are not among others. */
  private static String without(String some, String others) {
    List<String> left = new ArrayList<>(List.of(some.split(BETWEEN, -1)));
    left.removeAll(List.of(others.split(BETWEEN, -1)));
    return left.isEmpty() ? "no others" : "'" + left.get(0) + "'";
  }
}
