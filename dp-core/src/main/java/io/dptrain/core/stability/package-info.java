/**
 * Tools against unstable training, for private and ordinary training alike. {@link
 * io.dptrain.core.stability.clip} clips the gradients of an update, {@link
 * io.dptrain.core.stability.backprop} the signal inside of backpropagation.
 *
 * <p>This package holds no types of its own, and nothing here gives privacy.
 */
package io.dptrain.core.stability;
