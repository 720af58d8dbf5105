package dev.futurewire.server;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Counts on the command line: at least one. */
final class CountConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < 1) {
            throw new TypeConversionException("'" + text + "' is not a whole number from 1 on");
        }
        return Integer.parseInt(text);
    }
}
