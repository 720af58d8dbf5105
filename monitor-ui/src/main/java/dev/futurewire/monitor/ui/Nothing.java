package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.Picture;

/** What is shown before there is anything. */
final class Nothing {
    static final Picture PICTURE = Picture.nothing();

    private Nothing() {}
}
