package io.dptrain.examples.bench;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.KernelDef;
import org.tensorflow.proto.KernelList;
import org.tensorflow.proto.NodeDef;

/**
 * The kernels of the native library on the class path. They are registered when it is loaded,
 * whether or not the machine has the device that they are for.
 *
 * <p><b>Source</b>: {@code tensorflow/core/framework/op_kernel.cc}, where a node is matched with a
 * kernel: by operation type, by device type, by label, and by the data types of its attributes. A
 * kernel for the device type DEFAULT serves every device that has none of its own.
 *
 * <p>Not thread safe.
 */
final class RegisteredKernels {
  private static final Set<String> SERVE_GPU = Set.of("GPU", "DEFAULT");

  private final Map<String, List<KernelDef>> byOpType = new HashMap<>();

  /** Whether a GPU can run a node: its type, with its data types. */
  boolean onGpu(NodeDef node) {
    return of(node.getOp()).stream()
        .filter(kernel -> SERVE_GPU.contains(kernel.getDeviceType()))
        .filter(kernel -> kernel.getLabel().isEmpty())
        .anyMatch(kernel -> takesTypes(kernel, node));
  }

  /** Whether an operation type has a kernel for a GPU with any data type. */
  boolean onGpu(String opType) {
    return of(opType).stream().anyMatch(kernel -> SERVE_GPU.contains(kernel.getDeviceType()));
  }

  private List<KernelDef> of(String opType) {
    return byOpType.computeIfAbsent(opType, RegisteredKernels::read);
  }

  private static boolean takesTypes(KernelDef kernel, NodeDef node) {
    return kernel.getConstraintList().stream()
        .allMatch(
            constraint -> {
              AttrValue value = node.getAttrMap().get(constraint.getName());
              List<DataType> types = value == null ? List.of() : types(value);
              List<DataType> allowed = constraint.getAllowedValues().getList().getTypeList();
              return !types.isEmpty() && allowed.containsAll(types);
            });
  }

  /** The data types in an attribute, none if it holds something else. */
  static List<DataType> types(AttrValue value) {
    return switch (value.getValueCase()) {
      case TYPE -> List.of(value.getType());
      case LIST -> value.getList().getTypeList();
      default -> List.of();
    };
  }

  private static List<KernelDef> read(String opType) {
    TF_Status status = TF_Status.newStatus();
    TF_Buffer buffer = tensorflow.TF_GetRegisteredKernelsForOp(opType, status);
    status.throwExceptionIfNotOK();
    try {
      return KernelList.parseFrom(buffer.copyData()).getKernelList();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the kernels of " + opType + " cannot be read", e);
    } finally {
      tensorflow.TF_DeleteBuffer(buffer);
      status.close();
    }
  }
}
