import '../shared/steps.css';
import { mountPage } from '../shared/mount.tsx';
import { reasonTexts } from '../shared/text-parts.ts';
import { LinkPage } from './link-page.tsx';
import { linkTexts } from './link-texts.ts';

void mountPage(LinkPage, [reasonTexts, linkTexts]);
