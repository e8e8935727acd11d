/**
 * Tools against unstable training, for private and ordinary training alike.
 *
 * <ul>
 *   <li>{@link io.dptrain.core.stability.clip} clips the gradients of an update.
 *   <li>{@link io.dptrain.core.stability.backprop} clips the signal inside of backpropagation.
 *   <li>{@link io.dptrain.core.stability.weights} keeps weights in bounds.
 *   <li>{@link io.dptrain.core.stability.penalty} adds the norm of a gradient to a loss.
 *   <li>{@link io.dptrain.core.stability.monitor} watches a run, and leaves bad updates out, goes
 *       back, or stops.
 *   <li>{@link io.dptrain.core.stability.board} writes event files for TensorBoard.
 * </ul>
 *
 * <p>This package holds no types of its own, and nothing here gives privacy.
 */
package io.dptrain.core.stability;
