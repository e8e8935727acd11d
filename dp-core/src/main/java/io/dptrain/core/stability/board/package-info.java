/**
 * Event files for TensorBoard, written by TensorFlow's own summary operations.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.stability.board.EventFiles}.
 *
 * <pre>{@code
 * try (EventFiles board = EventFiles.in(folder)) {
 *   board.scalar(step, "loss", loss, Privacy.NOT_PRIVATE); // the tag becomes loss_NOT_PRIVATE
 *   board.scalar(step, "epsilon", ledger.epsilon(delta), Privacy.PUBLIC);
 * }
 * }</pre>
 *
 * <p><b>Guarantees.</b> A value whose mark is not public has a tag that says so.
 *
 * <p><b>What it does not guarantee.</b> That the mark is right: whoever measures a value knows what
 * it was computed from.
 */
package io.dptrain.core.stability.board;
