// html: preact and htm as one word. Every page takes what it needs of them from here.
import {Fragment, createContext, h, render} from '../vendor/preact.js';
import {useCallback, useContext, useEffect, useMemo, useRef, useState} from '../vendor/hooks.js';
import htm from '../vendor/htm.js';

export const html = htm.bind(h);
export {Fragment, createContext, render, useCallback, useContext, useEffect, useMemo, useRef, useState};
