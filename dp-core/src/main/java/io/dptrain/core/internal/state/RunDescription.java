package io.dptrain.core.internal.state;

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
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * What must be the same for a run to go on: by it the charged steps cost what the ledger says, and
 * the saved values belong to the variables.
 *
 * @param entries what it is, by name, in one line each
 */
public record RunDescription(Map<String, String> entries) {
  /** Keeps the order. */
  public RunDescription {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  /**
   * What is known before there is a model.
   *
   * @param noise where the noise comes from
   */
  public static RunDescription of(DpPlan plan, int rowsPerUnit, String noise) {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("data set size", Integer.toString(plan.sampling().datasetSize()));
    entries.putAll(plan.details());
    entries.put("rows per unit", Integer.toString(rowsPerUnit));
    entries.put("noise", noise);
    return new RunDescription(entries);
  }

  /**
   * The same with a model: its trained variables, and all that its loss is computed by. What the
   * wrapped optimizer does with gradients may change.
   */
  public RunDescription with(Output<?> loss, List<? extends Operand<?>> trained) {
    Map<String, String> more = new LinkedHashMap<>(entries);
    for (Operand<?> variable : trained) {
      Output<?> output = variable.asOutput();
      more.put(
          "variable " + output.op().name(), output.type().getSimpleName() + " " + output.shape());
    }
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
    ((Graph) loss.op().env())
        .toGraphDef().getNodeList().stream()
            .filter(node -> names.contains(node.getName()))
            .forEach(node -> nodes.put(node.getName(), node));
    MessageDigest digest = sha256();
    nodes.values().forEach(node -> add(digest, node));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, NodeDef node) {
    List<String> words = new ArrayList<>(List.of(node.getName(), node.getOp()));
    words.addAll(node.getInputList());
    digest.update(String.join("\n", words).getBytes(StandardCharsets.UTF_8));
    new TreeMap<>(node.getAttrMap())
        .forEach(
            (name, value) -> {
              if (!name.startsWith("_")) { // what TensorFlow or a tool notes for itself
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                digest.update(bytes(value));
              }
            });
  }

  private static byte[] bytes(AttrValue value) {
    byte[] bytes = new byte[value.getSerializedSize()];
    var stream = com.google.protobuf.CodedOutputStream.newInstance(bytes);
    stream.useDeterministicSerialization();
    try {
      value.writeTo(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array takes all
    }
    return bytes;
  }

  private static MessageDigest sha256() {
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
      String was = before.entries.get(entry.getKey());
      if (was == null) {
        return Optional.of(entry.getKey() + " is new: '" + entry.getValue() + "'");
      }
      if (!was.equals(entry.getValue())) {
        return Optional.of(entry.getKey() + " was '" + was + "' and is '" + entry.getValue() + "'");
      }
    }
    return Optional.empty();
  }
}
